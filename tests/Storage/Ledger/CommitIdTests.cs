namespace FlexFunctions.Storage.Tests;

/// <summary>The id that identifies a commit.</summary>
public sealed class CommitIdTests
{
    private static readonly Row s_row = Row("account", ("Teams", "build design"), ("V", 2L));

    private static readonly RowOperation[] s_commit =
    [
        new RowOperation.Delete("user|design|ann", "W/1"),
        new RowOperation.Replace(s_row, "W/2"),
        new RowOperation.Insert(Row("block|design|1", ("Text", new byte[] { 1, 2, 3 }))),
    ];

    [Fact]
    public void Commit_id_is_stored_only_in_the_first_written_row()
    {
        var (marked, key, id) = CommitId.Mark(s_commit);

        Assert.Equal("account", key);
        Assert.Equal(32, id.Length);
        Assert.Equal(s_commit[0], marked[0]);
        Assert.Equal(s_commit[2], marked[2]);
        var markedRow = Assert.IsType<RowOperation.Replace>(marked[1]);
        Assert.Equal("W/2", markedRow.ETag);
        Assert.Equal(
            [("Commit", id), ("Teams", "build design"), ("V", 2L)],
            markedRow
                .Row.Properties.Select(property => (property.Key, property.Value))
                .OrderBy(property => property.Key)
        );
        Assert.Equal(2, s_row.Properties.Count);
    }

    [Fact]
    public void Inserted_row_can_hold_the_commit_id()
    {
        var (marked, key, id) = CommitId.Mark([new RowOperation.Insert(s_row), s_commit[2]]);
        Assert.Equal("account", key);
        Assert.Equal(id, Assert.IsType<RowOperation.Insert>(marked[0]).Row.Properties["Commit"]);
        Assert.Same(s_commit[2], marked[1]);
    }

    [Fact]
    public void Commit_id_ignores_the_order_of_properties()
    {
        var turned = Row("account", ("V", 2L), ("Teams", "build design"));
        Assert.Equal(IdOf(s_commit), IdOf([s_commit[0], new RowOperation.Replace(turned, "W/2"), s_commit[2]]));
    }

    [Fact]
    public void Any_difference_between_commits_changes_the_id()
    {
        RowOperation[][] others =
        [
            [new RowOperation.Delete("user|design|bob", "W/1"), s_commit[1], s_commit[2]],
            [new RowOperation.Delete("user|design|ann", "W/9"), s_commit[1], s_commit[2]],
            [s_commit[0], new RowOperation.Replace(s_row, "W/9"), s_commit[2]],
            [s_commit[0], new RowOperation.Insert(s_row), s_commit[2]],
            [s_commit[0], new RowOperation.Replace(s_row with { Key = "other" }, "W/2"), s_commit[2]],
            [s_commit[0], Replace(("Teams", "build"), ("V", 2L)), s_commit[2]],
            [s_commit[0], Replace(("Teams", "build design"), ("V", 3L)), s_commit[2]],
            [s_commit[0], Replace(("Team", "build design"), ("V", 2L)), s_commit[2]],
            [s_commit[0], Replace(("Teams", "build design")), s_commit[2]],
            [s_commit[0], s_commit[1], Insert(("Text", new byte[] { 1, 2, 4 }))],
            [s_commit[0], s_commit[1], Insert(("Text", new byte[] { 1, 2 }))],
            [s_commit[0], s_commit[1], Insert(("Text2", new byte[] { 1, 2, 3 }))],
            [s_commit[0], s_commit[2], s_commit[1]],
            [s_commit[0], s_commit[1]],
            [s_commit[1], s_commit[2]],
        ];

        Assert.Equal(others.Length + 1, others.Append(s_commit).Select(IdOf).Distinct().Count());
    }

    [Fact]
    public void Moving_characters_between_key_and_name_changes_the_id() =>
        Assert.NotEqual(
            IdOf([new RowOperation.Insert(Row("a", ("bc", "d")))]),
            IdOf([new RowOperation.Insert(Row("ab", ("c", "d")))])
        );

    [Fact]
    public void Insert_and_replace_of_a_row_have_different_ids() =>
        Assert.NotEqual(IdOf([new RowOperation.Insert(s_row)]), IdOf([new RowOperation.Replace(s_row, "")]));

    private static string IdOf(RowOperation[] operations) => CommitId.Mark(operations).Id;

    private static RowOperation.Replace Replace(params (string, object)[] properties) =>
        new(Row("account", properties), "W/2");

    private static RowOperation.Insert Insert(params (string, object)[] properties) =>
        new(Row("block|design|1", properties));

    private static Row Row(string key, params (string Name, object Value)[] properties) =>
        new(
            key,
            properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
        );
}
