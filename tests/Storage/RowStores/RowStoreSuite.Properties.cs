namespace FlexFunctions.Storage.Tests;

public abstract partial class RowStoreSuite
{
    private const string Unicode = "naïve Ω 漢字 😀 \"quoted\" 'single' \\ / <&> {json} %20 + \u2028 \uFFFD \uFEFF";

    public static TheoryData<string, object> Values() =>
        new()
        {
            { "empty text", "" },
            { "text", "plain" },
            { "blanks", "  leading and trailing  " },
            { "text that looks like an instant", "2026-01-01T00:00:00Z" },
            { "text that looks like a number", "9223372036854775807" },
            { "text that looks like a guid", "c9da6455-213d-42c9-9a79-3e9149a57833" },
            { "unicode", Unicode },
            { "controls", "\0\u0001\t\r\n\u001F\u007F\u0085\uFFFE\uFFFF" },
            { "longest text", new string('x', 32 * 1024) },
            { "longest text beyond ASCII", new string('漢', 32 * 1024) },
            { "longest text beyond the basic plane", string.Concat(Enumerable.Repeat("😀", 16 * 1024)) },
            { "zero", 0L },
            { "minus one", -1L },
            { "small", 42L },
            { "beyond 32 bits", 1L << 40 },
            { "beyond doubles", (1L << 53) + 1 },
            { "lowest", long.MinValue },
            { "highest", long.MaxValue },
            { "no bytes", Array.Empty<byte>() },
            { "every byte", Enumerable.Range(0, 256).Select(i => (byte)i).ToArray() },
            { "most bytes", Enumerable.Range(0, 64 * 1024).Select(i => (byte)(i % 251)).ToArray() },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_round_trips(string what, object value)
    {
        await Commit(new RowOperation.Insert(Row("row", ("Value", value))));
        var read = (await Read("row"))!.Properties["Value"];
        Assert.True(read.GetType() == value.GetType(), what);
        Assert.Equal(value, read);
        Assert.Equal(value, (await Range("row", "row~"))[0].Properties["Value"]);
    }

    [Fact]
    public async Task Row_can_have_no_properties()
    {
        await Commit(new RowOperation.Insert(Row("row", [])));
        Assert.Empty((await Read("row"))!.Properties);
    }

    [Fact]
    public async Task Row_returns_its_own_properties_and_no_others()
    {
        await Commit(
            new RowOperation.Insert(Row("row", ("B", "text"), ("a", 1L), ("_c9", new byte[] { 1 }), ("ETag", "mine")))
        );
        Assert.Equal(["B", "ETag", "_c9", "a"], (await Read("row"))!.Properties.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Property_names_are_case_sensitive()
    {
        await Commit(new RowOperation.Insert(Row("row", ("value", 1L), ("Value", 2L))));
        var properties = (await Read("row"))!.Properties;
        Assert.Equal((1L, 2L), ((long)properties["value"], (long)properties["Value"]));
    }

    [Fact]
    public async Task Row_can_have_252_properties_with_names_of_255_characters()
    {
        var properties = Enumerable
            .Range(0, 252)
            .Select(i => ($"P{i:000}".PadRight(255, 'x'), (object)(long)i))
            .ToArray();
        await Commit(new RowOperation.Insert(Row("row", properties)));
        var read = (await Read("row"))!.Properties;
        Assert.Equal(properties.ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal), read.ToDictionary());
    }

    [Theory]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("a'b")]
    [InlineData("a%2Fb")]
    [InlineData("a+b@c.d-e_f")]
    [InlineData("a&b=c;d,e:f")]
    [InlineData("(a)")]
    [InlineData("$batch")]
    [InlineData("!\"*<>[]^`{|}~")]
    [InlineData("..")]
    [InlineData("é漢")]
    public async Task Key_can_contain_any_other_character(string key)
    {
        var partition = Partition + key;
        var etag = (await Store.CommitAsync(Table, partition, [Insert(key, 1)], Cancellation))[0]!;
        etag = (await Store.CommitAsync(Table, partition, [Replace(key, 2, etag)], Cancellation))[0]!;
        var row = await Store.ReadAsync(Table, partition, key, Cancellation);
        Assert.Equal((key, 2L, etag), (row!.Key, (long)row.Properties["Value"], row.ETag));
        Assert.Equal(key, (await Store.ReadRangeAsync(Table, partition, key, key + "~", 10, Cancellation))[0].Key);
        await Store.CommitAsync(Table, partition, [Delete(key, etag)], Cancellation);
        Assert.Null(await Store.ReadAsync(Table, partition, key, Cancellation));
    }

    [Fact]
    public async Task Keys_can_have_512_characters()
    {
        var longest = new string('k', 512);
        await Store.CommitAsync(Table, longest, [Insert(longest, 1)], Cancellation);
        Assert.NotNull(await Store.ReadAsync(Table, longest, longest, Cancellation));
        Assert.Empty(await Store.ReadRangeAsync(Table, longest, longest + "!", "l", 10, Cancellation));
    }

    [Fact]
    public async Task Row_of_one_mebibyte_is_stored()
    {
        var row = LargestRow("row");
        await Commit(new RowOperation.Insert(row));
        var read = (await Read("row"))!.Properties;
        Assert.Equal(row.Properties.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(row.Properties["P15"], read["P15"]);
    }

    /// <summary>Returns a row of exactly 1 MiB.</summary>
    protected Row LargestRow(string key)
    {
        var properties = Enumerable
            .Range(0, 16)
            .ToDictionary(i => $"P{i:00}", _ => (object)new byte[1], StringComparer.Ordinal);
        var row = new Row(key, properties);
        var left = RowLimits.MaxRowBytes - (int)RowSize.EntityBytes(Partition, row);
        for (var i = 0; i < 16; i++)
        {
            var more = Math.Min(left, RowLimits.MaxBinaryLength - 1);
            properties[$"P{i:00}"] = new byte[1 + more];
            left -= more;
        }
        Assert.Equal(RowLimits.MaxRowBytes, RowSize.EntityBytes(Partition, row));
        return row;
    }
}
