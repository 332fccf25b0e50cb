namespace FlexFunctions.Storage.Tests;

public abstract partial class RowStoreSuite
{
    [Fact]
    public async Task Writers_that_retry_after_a_conflict_lose_no_update()
    {
        const int Writers = 6;
        const int Increments = 15;
        await Given("counter", 0);

        async Task Increment(int writer)
        {
            for (var i = 0; i < Increments; i++)
            {
                while (true)
                {
                    var row = await Read("counter");
                    try
                    {
                        await Commit(
                            Replace("counter", (long)row!.Properties["Value"] + 1, row.ETag),
                            Insert($"done-{writer}-{i}")
                        );
                        break;
                    }
                    catch (RowConflictException conflict)
                    {
                        Assert.Equal((0, "counter"), (conflict.OperationIndex, conflict.Key));
                    }
                }
            }
        }
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Increment(writer))));

        Assert.Equal(Writers * Increments, await ValueOf("counter"));
        Assert.Equal(Writers * Increments, (await Range("done-", "done.")).Count);
    }

    [Fact]
    public async Task Only_one_of_several_writers_with_the_same_tag_wins()
    {
        var etag = await Given("row", 0);
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(1, 10)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await Commit(Replace("row", i, etag), Insert($"by-{i}"));
                            return i;
                        }
                        catch (RowConflictException)
                        {
                            return 0;
                        }
                    })
                )
        );
        var winner = Assert.Single(outcomes, outcome => outcome > 0);
        Assert.Equal(winner, await ValueOf("row"));
        Assert.Equal([$"by-{winner}"], await KeysOf("by-", "by."));
    }

    [Fact]
    public async Task Only_one_of_several_inserts_of_a_row_wins()
    {
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await Commit(Insert("row", i));
                            return true;
                        }
                        catch (RowConflictException)
                        {
                            return false;
                        }
                    })
                )
        );
        Assert.Single(outcomes, won => won);
    }

    [Fact]
    public async Task Reader_gets_all_of_a_commit_or_nothing()
    {
        var a = await Given("a", 0);
        var b = await Given("b", 0);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            var reads = 0;
            while (!stop.IsCancellationRequested || reads == 0)
            {
                var rows = await Range("a", "c");
                Assert.Equal(rows[0].Properties["Value"], rows[1].Properties["Value"]);
                reads++;
            }
        });
        for (var i = 1; i <= 50; i++)
        {
            var etags = await Commit(Replace("a", i, a), Replace("b", i, b));
            (a, b) = (etags[0]!, etags[1]!);
        }
        await stop.CancelAsync();
        await reader;
    }

    [Fact]
    public async Task Writer_reads_its_own_writes_immediately()
    {
        var etag = await Given("row", 0);
        for (var i = 1; i <= 50; i++)
        {
            etag = (await Commit(Replace("row", i, etag), Insert($"extra-{i:00}")))[0]!;
            Assert.Equal(i, await ValueOf("row"));
            Assert.Equal(i, (await Range("extra-", "extra.")).Count);
        }
    }
}
