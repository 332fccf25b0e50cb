namespace FlexFunctions.Storage.Tests;

/// <summary>What tells one commit from every other.</summary>
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
    public void It_stands_in_the_first_row_that_is_written_and_nowhere_else()
    {
        var (marked, key, id) = CommitId.Mark(s_commit);

        Assert.Equal("account", key);
        Assert.Equal(32, id.Length);
        Assert.Equal(s_commit[0], marked[0]);
        Assert.Equal(s_commit[2], marked[2]);
        var bearer = Assert.IsType<RowOperation.Replace>(marked[1]);
        Assert.Equal("W/2", bearer.ETag);
        Assert.Equal(
            [("Commit", id), ("Teams", "build design"), ("V", 2L)],
            bearer.Row.Properties.Select(property => (property.Key, property.Value)).OrderBy(property => property.Key)
        );
        Assert.Equal(2, s_row.Properties.Count);
    }

    [Fact]
    public void An_inserted_row_bears_it_as_well()
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
    public void Whatever_differs_makes_another_id()
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
    public void What_stands_side_by_side_is_not_run_together() =>
        Assert.NotEqual(
            IdOf([new RowOperation.Insert(Row("a", ("bc", "d")))]),
            IdOf([new RowOperation.Insert(Row("ab", ("c", "d")))])
        );

    [Fact]
    public void A_row_that_must_be_new_is_not_one_that_is_replaced() =>
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
