namespace FlexFunctions.Storage.Tests;

public abstract partial class RowStoreSuite
{
    [Fact]
    public async Task Range_is_in_ordinal_order_of_keys()
    {
        string[] keys =
        [
            "b",
            "a",
            "B",
            "-",
            "a-",
            "a.",
            "aa",
            "0",
            "10",
            "9",
            "_",
            "~",
            "é",
            "\uFF5E",
            "a!",
            "a'b",
            "%41",
            "a+b",
        ];
        await Commit([.. keys.Select(key => Insert(key))]);
        Assert.Equal(keys.Order(StringComparer.Ordinal), await KeysOf("", "\uFFFF"));
    }

    [Fact]
    public async Task Range_includes_its_lower_bound_but_not_its_upper_bound()
    {
        await Commit(Insert("a"), Insert("b"), Insert("c"), Insert("d"));
        Assert.Equal(["b", "c"], await KeysOf("b", "d"));
        Assert.Equal(["a", "b", "c", "d"], await KeysOf("", "e"));
        Assert.Empty(await KeysOf("aa", "b"));
        Assert.Empty(await KeysOf("c", "c"));
        Assert.Empty(await KeysOf("d", "a"));
    }

    [Fact]
    public async Task Bound_can_contain_characters_that_a_key_cannot()
    {
        await Commit(Insert("a-1"), Insert("a-2"), Insert("a.1"), Insert("b>1"));
        Assert.Equal(["a-1", "a-2", "a.1"], await KeysOf("a", "a/"));
        Assert.Equal(["b>1"], await KeysOf("b", "b?"));
        Assert.Equal(["a-1", "a-2"], await KeysOf("a ", "a."));
        Assert.Equal(["a-1", "a-2"], await KeysOf("a'", "a."));
    }

    [Fact]
    public async Task Range_is_limited_and_can_be_continued_after_its_last_key()
    {
        await Commit([.. Enumerable.Range(0, 50).Select(i => Insert($"k{i:00}", i))]);
        await Commit(Insert("k10!", 1010), Insert("k10.", 1011));
        var all = new List<string>();
        var from = "k";
        while (true)
        {
            var rows = await Range(from, "l", 11);
            all.AddRange(rows.Select(row => row.Key));
            if (rows.Count < 11)
            {
                break;
            }

            from = rows[^1].Key + "!";
        }
        Assert.Equal(52, all.Count);
        Assert.Equal(all.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), all);
    }

    [Fact]
    public async Task Range_of_one_thousand_rows_is_returned_completely()
    {
        for (var commit = 0; commit < 11; commit++)
        {
            await Commit([.. Enumerable.Range(commit * 100, 100).Select(i => Insert($"{i:0000}", i))]);
        }

        var rows = await Range("0050", "9", 1000);
        Assert.Equal(
            Enumerable.Range(50, 1000).Select(i => (long)i),
            rows.Select(row => (long)row.Properties["Value"])
        );
        Assert.Equal(1050, (await Range("", "1050")).Count + (await Range("1000", "1050")).Count);
    }

    [Fact]
    public async Task Range_larger_than_one_response_is_returned_completely()
    {
        var body = new string('x', 32 * 1024);
        for (var commit = 0; commit < 4; commit++)
        {
            await Commit([
                .. Enumerable
                    .Range(commit * 40, 40)
                    .Select(i => new RowOperation.Insert(Row($"{i:000}", ("Body", body)))),
            ]);
        }
        var rows = await Range("", "9");
        Assert.Equal(160, rows.Count);
        Assert.All(rows, row => Assert.Equal(body, row.Properties["Body"]));
    }

    [Fact]
    public async Task Range_returns_the_same_tags_as_point_reads()
    {
        await Commit(Insert("a"), Insert("b"));
        foreach (var row in await Range("", "z"))
        {
            Assert.Equal((await Read(row.Key))!.ETag, row.ETag);
        }
    }
}
