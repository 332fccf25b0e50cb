namespace FlexFunctions.Storage.Tests;

public abstract partial class RowStoreSuite
{
    [Fact]
    public async Task Unwritten_row_does_not_exist() => Assert.Null(await Read("nothing"));

    [Fact]
    public async Task Unwritten_table_is_empty()
    {
        Assert.Null(await Store.ReadAsync("NeverWritten", Partition, "row", Cancellation));
        Assert.Empty(await Store.ReadRangeAsync("NeverWritten", Partition, "", "\uFFFF", 10, Cancellation));
    }

    [Fact]
    public async Task Precondition_on_an_unwritten_table_is_a_conflict()
    {
        var etag = await Given("row");
        foreach (var operation in (RowOperation[])[Replace("row", 1, etag), Delete("row", etag)])
        {
            var conflict = await Assert.ThrowsAsync<RowConflictException>(() =>
                Store.CommitAsync("NeverWrittenEither", Partition, [operation], Cancellation)
            );
            Assert.Equal(0, conflict.OperationIndex);
        }
    }

    [Fact]
    public async Task Inserted_row_has_the_tag_that_the_commit_returned()
    {
        var etag = await Given("row", 7);
        var row = await Read("row");
        Assert.Equal("row", row!.Key);
        Assert.Equal(7L, row.Properties["Value"]);
        Assert.Equal(etag, row.ETag);
    }

    [Fact]
    public async Task Inserting_a_row_twice_is_a_conflict_and_keeps_the_first()
    {
        var etag = await Given("row", 1);
        var conflict = await Assert.ThrowsAsync<RowConflictException>(() => Commit(Insert("row", 2)));
        Assert.Equal((0, "row"), (conflict.OperationIndex, conflict.Key));
        var row = await Read("row");
        Assert.Equal((1L, etag), ((long)row!.Properties["Value"], row.ETag));
    }

    [Fact]
    public async Task Replacing_with_the_current_tag_returns_a_new_tag()
    {
        var first = await Given("row", 1);
        var second = (await Commit(Replace("row", 2, first)))[0];
        Assert.NotEqual(first, second);
        var row = await Read("row");
        Assert.Equal((2L, second), ((long)row!.Properties["Value"], row.ETag));
    }

    [Fact]
    public async Task Replacing_a_row_removes_its_old_properties()
    {
        var etag = (await Commit(new RowOperation.Insert(Row("row", ("Old", 1L), ("Both", "a")))))[0]!;
        await Commit(new RowOperation.Replace(Row("row", ("Both", "b"), ("New", 2L)), etag));
        Assert.Equal(["Both", "New"], (await Read("row"))!.Properties.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replacing_with_an_old_tag_is_a_conflict()
    {
        var first = await Given("row", 1);
        await Commit(Replace("row", 2, first));
        var conflict = await Assert.ThrowsAsync<RowConflictException>(() => Commit(Replace("row", 3, first)));
        Assert.Equal((0, "row"), (conflict.OperationIndex, conflict.Key));
        Assert.Equal(2, await ValueOf("row"));
    }

    [Fact]
    public async Task Replacing_or_deleting_a_deleted_row_is_a_conflict()
    {
        var etag = await Given("row");
        await Commit(Delete("row", etag));
        await Assert.ThrowsAsync<RowConflictException>(() => Commit(Replace("row", 1, etag)));
        await Assert.ThrowsAsync<RowConflictException>(() => Commit(Delete("row", etag)));
        Assert.Null(await Read("row"));
    }

    [Fact]
    public async Task Deleting_with_the_current_tag_removes_the_row()
    {
        var etag = await Given("row");
        Assert.Equal([null], await Commit(Delete("row", etag)));
        Assert.Null(await Read("row"));
    }

    [Fact]
    public async Task Deleting_with_an_old_tag_is_a_conflict_and_keeps_the_row()
    {
        var first = await Given("row", 1);
        await Commit(Replace("row", 2, first));
        var conflict = await Assert.ThrowsAsync<RowConflictException>(() => Commit(Delete("row", first)));
        Assert.Equal((0, "row"), (conflict.OperationIndex, conflict.Key));
        Assert.Equal(2, await ValueOf("row"));
    }

    [Fact]
    public async Task Tag_is_never_reused_even_after_a_delete()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 20; round++)
        {
            var inserted = await Given("row");
            Assert.True(seen.Add(inserted), "The tag of an insertion was used before.");
            var replaced = (await Commit(Replace("row", 0, inserted)))[0]!;
            Assert.True(seen.Add(replaced), "The tag of a replacement was used before.");
            await Commit(Delete("row", replaced));
        }
    }

    [Fact]
    public async Task Tag_of_a_deleted_row_does_not_match_a_new_row()
    {
        var before = await Given("row", 1);
        await Commit(Delete("row", before));
        await Given("row", 1);
        await Assert.ThrowsAsync<RowConflictException>(() => Commit(Replace("row", 2, before)));
    }

    [Fact]
    public async Task Commit_returns_tags_in_the_order_of_its_operations()
    {
        var replaced = await Given("b");
        var deleted = await Given("c");
        var etags = await Commit(Insert("z"), Delete("c", deleted), Replace("b", 1, replaced), Insert("a"));
        Assert.Equal(4, etags.Count);
        Assert.Equal((await Read("z"))!.ETag, etags[0]);
        Assert.Null(etags[1]);
        Assert.Equal((await Read("b"))!.ETag, etags[2]);
        Assert.Equal((await Read("a"))!.ETag, etags[3]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(99)]
    public async Task Conflict_names_its_operation_and_changes_nothing(int broken)
    {
        var kept = await Given("kept", 1);
        var gone = await Given("gone", 1);
        var operations = Enumerable.Range(0, 100).Select(i => Insert($"new-{i:000}")).ToArray();
        operations[broken == 2 ? 3 : 2] = Replace("kept", 2, kept);
        operations[broken == 4 ? 5 : 4] = Delete("gone", gone);
        operations[broken] = Insert("taken");
        await Given("taken", 1);

        var conflict = await Assert.ThrowsAsync<RowConflictException>(() => Commit(operations));

        Assert.Equal((broken, "taken"), (conflict.OperationIndex, conflict.Key));
        Assert.Equal(["gone", "kept", "taken"], await KeysOf("", "\uFFFF"));
        Assert.Equal((1L, 1L, 1L), (await ValueOf("kept"), await ValueOf("gone"), await ValueOf("taken")));
        Assert.Equal(kept, (await Read("kept"))!.ETag);
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("replace")]
    [InlineData("replace a missing row")]
    [InlineData("delete")]
    [InlineData("delete a missing row")]
    public async Task Every_kind_of_failed_precondition_names_its_operation(string kind)
    {
        var past = await Given("row", 1);
        await Commit(Replace("row", 2, past));
        var broken = kind switch
        {
            "insert" => Insert("row"),
            "replace" => Replace("row", 3, past),
            "replace a missing row" => Replace("missing", 3, past),
            "delete" => Delete("row", past),
            _ => Delete("missing", past),
        };

        var conflict = await Assert.ThrowsAsync<RowConflictException>(() =>
            Commit(Insert("a"), Insert("b"), broken, Insert("c"))
        );

        Assert.Equal((2, broken.Key), (conflict.OperationIndex, conflict.Key));
        Assert.Equal(["row"], await KeysOf("", "\uFFFF"));
        Assert.Equal(2, await ValueOf("row"));
    }

    [Fact]
    public async Task Commit_of_one_hundred_rows_is_applied_completely()
    {
        await Commit([.. Enumerable.Range(0, 100).Select(i => Insert($"row-{i:000}", i))]);
        var rows = await Range("", "\uFFFF");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), rows.Select(row => (long)row.Properties["Value"]));
    }

    [Fact]
    public async Task Partitions_and_tables_are_separate()
    {
        await Given("row", 1);
        await Store.CommitAsync(Table, Partition + "x", [Insert("row", 2)], Cancellation);
        await Store.CommitAsync("Another", Partition, [Insert("row", 3)], Cancellation);
        Assert.Equal(1, await ValueOf("row"));
        Assert.Single(await Range("", "\uFFFF"));
        Assert.Equal(3L, (await Store.ReadAsync("Another", Partition, "row", Cancellation))!.Properties["Value"]);
    }

    [Fact]
    public async Task Table_names_ignore_case()
    {
        await Given("row", 1);
        Assert.NotNull(await Store.ReadAsync(Table.ToUpperInvariant(), Partition, "row", Cancellation));
    }

    [Fact]
    public async Task Keys_are_case_sensitive()
    {
        await Given("Row", 1);
        await Given("row", 2);
        Assert.Equal((1L, 2L), (await ValueOf("Row"), await ValueOf("row")));
    }

    [Fact]
    public async Task Canceled_call_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.CommitAsync(Table, Partition, [Insert("row")], cancelled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.ReadAsync(Table, Partition, "row", cancelled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.ReadRangeAsync(Table, Partition, "", "z", 1, cancelled)
        );
        Assert.Null(await Read("row"));
    }
}
