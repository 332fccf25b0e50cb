namespace FlexFunctions.Storage.Tests;

public abstract partial class RowStoreSuite
{
    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Commit_with_too_few_or_too_many_operations_is_rejected(int count)
    {
        var error = await AssertRejected([.. Enumerable.Range(0, count).Select(i => Insert($"{i}"))]);
        Assert.Contains("1 to 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_written_twice_by_one_commit_is_rejected()
    {
        var etag = await Given("row");
        var error = await AssertRejected(Insert("other"), Replace("row", 1, etag), Delete("row", etag));
        Assert.Contains("'row'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a\u001Fb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u009Fb")]
    [InlineData("😀")]
    public async Task Key_with_an_invalid_character_is_rejected(string key)
    {
        await AssertRejected(Insert("first"), Insert(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Table, key, [Insert("row")], Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Read(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReadAsync(Table, key, "row", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReadRangeAsync(Table, key, "", "z", 1, Cancellation));
    }

    [Fact]
    public async Task Key_of_513_characters_is_rejected()
    {
        var key = new string('k', 513);
        var error = await AssertRejected(Insert(key));
        Assert.Contains("513 characters; 1 to 512", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Table, key, [Insert("row")], Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("with-hyphen")]
    [InlineData("with space")]
    [InlineData("tables")]
    [InlineData("Tables")]
    [InlineData("tablé")]
    public async Task Table_with_an_invalid_name_is_rejected(string table)
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.CommitAsync(table, Partition, [Insert("row")], Cancellation)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReadAsync(table, Partition, "row", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.ReadRangeAsync(table, Partition, "", "z", 1, Cancellation)
        );
    }

    [Fact]
    public async Task Table_name_has_at_most_63_characters()
    {
        await Store.CommitAsync(new string('T', 63), Partition, [Insert("row")], Cancellation);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.CommitAsync(new string('T', 64), Partition, [Insert("row")], Cancellation)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("9nine")]
    [InlineData("with-hyphen")]
    [InlineData("with.dot")]
    [InlineData("with space")]
    [InlineData("é")]
    [InlineData("PartitionKey")]
    [InlineData("RowKey")]
    [InlineData("Timestamp")]
    public async Task Property_with_an_invalid_name_is_rejected(string name)
    {
        var error = await AssertRejected(new RowOperation.Insert(Row("row", (name, 1L))));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'row'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Property_name_of_256_characters_is_rejected() =>
        await AssertRejected(new RowOperation.Insert(Row("row", (new string('n', 256), 1L))));

    [Fact]
    public async Task Property_over_64_KiB_is_rejected()
    {
        foreach (var value in (object[])[new string('x', 32769), new byte[65537]])
        {
            var error = await AssertRejected(new RowOperation.Insert(Row("row", ("Fine", 1L), ("Body", value))));
            Assert.Contains("'Body' of row 'row'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Property_of_an_unsupported_type_is_rejected()
    {
        foreach (var value in (object?[])[1, 1.5, true, 'c', DateTimeOffset.UnixEpoch, Guid.Empty, null])
        {
            var error = await AssertRejected(new RowOperation.Insert(Row("row", ("Value", value!))));
            Assert.Contains("'Value' of row 'row'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Text_with_half_a_surrogate_pair_is_rejected()
    {
        // Built at run time, because a source file cannot contain such text.
        foreach (var half in (char[])['\uD83D', '\uDE00'])
        {
            await AssertRejected(new RowOperation.Insert(Row("row", ("Text", $"a{half}"))));
            await AssertRejected(new RowOperation.Insert(Row("row", ("Text", $"{half}b"))));
        }
    }

    [Fact]
    public async Task Row_of_253_properties_is_rejected()
    {
        var properties = Enumerable.Range(0, 253).Select(i => ($"P{i}", (object)1L)).ToArray();
        var error = await AssertRejected(new RowOperation.Insert(Row("row", properties)));
        Assert.Contains("253 properties; at most 252", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_over_one_mebibyte_is_rejected()
    {
        var row = LargestRow("row");
        var error = await AssertRejected(new RowOperation.Insert(row with { Key = "row1" }));
        Assert.Contains($"{RowLimits.MaxRowBytes + 2} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_over_four_mebibytes_is_rejected_and_changes_nothing()
    {
        var rows = Enumerable
            .Range(0, 4)
            .Select(i => new RowOperation.Insert(LargestRow($"row{i}"[..3] + i)))
            .ToArray();
        var error = await AssertRejected([
            .. rows.Select((row, i) => new RowOperation.Insert(new Row($"r{i}", row.Row.Properties))),
        ]);
        Assert.Contains($"at most {RowLimits.MaxPayloadBytes}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_of_nearly_four_mebibytes_is_applied()
    {
        var body = new byte[64 * 1024];
        var operations = new List<RowOperation>();
        var payload = RowSize.EnvelopeBytes;
        while (true)
        {
            var operation = new RowOperation.Insert(Row($"row-{operations.Count:00}", ("Body", body)));
            payload += RowSize.PayloadBytes(Partition, operation);
            if (payload > RowLimits.MaxPayloadBytes)
            {
                break;
            }

            operations.Add(operation);
        }
        await Commit([.. operations]);
        Assert.Equal(operations.Count, (await Range("", "z")).Count);
        Assert.InRange(operations.Count, 40, 50);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    public async Task Write_without_an_entity_tag_is_rejected(string etag)
    {
        await Given("row", 1);
        await Assert.ThrowsAsync<ArgumentException>(() => Commit(Replace("row", 2, etag)));
        await Assert.ThrowsAsync<ArgumentException>(() => Commit(Delete("row", etag)));
        Assert.Equal(1, await ValueOf("row"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task Range_of_no_rows_or_too_many_rows_is_rejected(int atMost) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Range("a", "b", atMost));

    [Fact]
    public async Task Bound_with_control_characters_or_surrogates_is_rejected()
    {
        foreach (var bound in (string[])["a\0", "a😀", $"a{'\uD83D'}"])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Range(bound, "b"));
            await Assert.ThrowsAsync<ArgumentException>(() => Range("a", bound));
        }
    }

    private async Task<ArgumentException> AssertRejected(params RowOperation[] operations)
    {
        var before = await KeysOf("", "\uFFFF");
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => Commit(operations));
        Assert.Equal(before, await KeysOf("", "\uFFFF"));
        return error;
    }
}
