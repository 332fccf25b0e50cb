using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>
/// The nightly check finds a ledger whose rows were changed from outside, and refuses changes to it until it is repaired
/// (R18). Other ledgers are not affected.
/// </summary>
public sealed class ReconcileLedgersTests : IAsyncDisposable
{
    private const string Table = "Ledger";

    private readonly IRowStore _rows = SqliteRowStore.OpenMemory();
    private readonly AppFixture _app;

    public ReconcileLedgersTests() => _app = new AppFixture(_rows);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Intact_ledgers_pass_every_check()
    {
        await BeginAsync();
        await NightAsync();
        await _app.SendAsync(_app.Event(user: "tom"));
        await NightAsync();
        await _app.SendAsync(_app.Event(user: "sue", team: "build"));

        Assert.Empty(await _app.DeadLetterReasonsAsync());
        Assert.Equal(100 - 14, await _app.BalanceAsync());
        Assert.Equal(200 - 14, await _app.BalanceAsync("build"));
    }

    [Fact]
    public async Task A_check_continues_where_the_last_one_ended()
    {
        await BeginAsync();
        await NightAsync();
        await TamperAsync("block|design|000000000001", row => With(row, "Text", "{}"));

        await NightAsync();

        // The block was checked before. Rewriting it contradicts exports, and a check from the start finds it.
        Assert.Equal(201, (await BuyAsync("design")).Status);
    }

    [Theory]
    [InlineData("grant", "Remaining")]
    [InlineData("head", "Balance")]
    [InlineData("block", "Text")]
    [InlineData("block", null)]
    public async Task A_broken_ledger_refuses_changes_until_it_is_repaired(string what, string? property)
    {
        await BeginAsync();
        var (key, before) = await FindAsync(what);
        await TamperAsync(key, row => property is null ? null : Changed(row, property));

        await NightAsync();

        var (status, body) = await BuyAsync("design");
        Assert.Equal((503, "ledger-broken"), (status, body.GetProperty("code").GetString()));
        await _app.SendAsync(_app.Event(user: "tom"));
        Assert.Equal(["ledger-broken"], await _app.DeadLetterReasonsAsync());
        Assert.Equal(201, (await BuyAsync("build")).Status);
        await _app.SendAsync(_app.Event(user: "sue", team: "build"));
        Assert.Single(await _app.DeadLetterReasonsAsync());

        await TamperAsync(key, row => before with { Key = row?.Key ?? before.Key });
        await NightAsync();

        Assert.Equal(201, (await BuyAsync("design")).Status);
        await _app.SendAsync(_app.Event(user: "kim"));
        Assert.Single(await _app.DeadLetterReasonsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_reversal_is_compared_with_charges_of_earlier_nights(int tooMany)
    {
        await BeginAsync();
        await NightAsync();
        await ReverseAsync("design", lines: 1);
        await NightAsync();
        await ReverseAsync("design", lines: tooMany);
        await NightAsync();

        // The balance adds up each time; only the second reversal names a charge that no longer stands.
        Assert.Equal(tooMany == 0 ? 201 : 503, (await BuyAsync("design")).Status);
        Assert.Equal(201, (await BuyAsync("build")).Status);
    }

    [Fact]
    public async Task A_broken_ledger_can_still_be_read()
    {
        await BeginAsync();
        await TamperAsync((await FindAsync("grant")).Key, row => Changed(row, "Remaining"));
        await NightAsync();

        Assert.Equal(94, await _app.BalanceAsync());
        Assert.Equal(2, (await _app.JournalAsync()).Count);
    }

    private async Task BeginAsync()
    {
        await _app.BuyAsync(100);
        await _app.BuyAsync(200, "build");
        await _app.SendAsync(_app.Event(), _app.Event(team: "build"));
    }

    /// <summary>Posts reversals of the team's first charge, with the money but without a reason.</summary>
    private async Task ReverseAsync(string team, int lines)
    {
        var ledger = new LedgerStore(_rows, new RowCache(), _app.Clock, new Random(1));
        await ledger.DecideAfreshAsync(
            AccountId.Of("acme"),
            async transaction =>
            {
                var its = (await transaction.ReadTeamAsync(TeamId.Of(team)))!;
                var blocks = await transaction.ReadBlocksAsync(its.Team, 1, 10);
                var charged = blocks.SelectMany(block => block.Postings).OfType<Posting.Charged>().First();
                var reversal = new WindowReversal(
                    charged.Charge.Window,
                    charged.Charge.Rate,
                    [],
                    charged.Charge.Drawn,
                    []
                );
                for (var line = 0; line < lines; line++)
                {
                    await transaction.PostAsync(
                        its,
                        charged.Charge.Drawn.Aggregate(its.Pool, (pool, payment) => pool.GiveBack(payment)),
                        new Posting.Reversed(charged.User, charged.Product, reversal, charged.Event)
                    );
                }

                return 0;
            },
            _app.Clock.GetUtcNow() + TimeSpan.FromMinutes(1),
            CancellationToken.None
        );
    }

    private async Task NightAsync()
    {
        _app.Clock.Advance(TimeSpan.FromDays(1));
        await _app.Functions.RunDueTimersAsync();
    }

    private Task<(int Status, System.Text.Json.JsonElement Body)> BuyAsync(string team) =>
        _app.Api.CallAsync(
            "POST",
            "/api/accounts/acme/orders",
            new
            {
                team,
                tokens = 1,
                country = "GB",
            },
            Guid.NewGuid().ToString("N")
        );

    private async Task<(string Key, Row Row)> FindAsync(string what)
    {
        var (from, before) = what == "block" ? ("block|design|", "block|design}") : ("team|design|", "team|design}");
        var found = await _rows.ReadRangeAsync(Table, "acme", from, before, 10, CancellationToken.None);
        var row = found.First(each => each.Key.Contains(what, StringComparison.Ordinal));
        return (row.Key, new Row(row.Key, row.Properties));
    }

    /// <summary>Changes, removes or restores a row.</summary>
    private async Task TamperAsync(string key, Func<Row?, Row?> change)
    {
        var known = await _rows.ReadAsync(Table, "acme", key, CancellationToken.None);
        var changed = change(known is null ? null : new Row(key, known.Properties));
        RowOperation operation = (known, changed) switch
        {
            (null, { } row) => new RowOperation.Insert(row),
            ({ } before, null) => new RowOperation.Delete(key, before.ETag),
            ({ } before, { } row) => new RowOperation.Replace(row, before.ETag),
            _ => throw new InvalidOperationException(),
        };
        await _rows.CommitAsync(Table, "acme", [operation], CancellationToken.None);
    }

    private static Row Changed(Row? row, string property) =>
        row!.Properties[property] is long number
            ? With(row, property, number + 1_000)
            : With(
                row,
                property,
                ((string)row.Properties[property]).Replace("100000", "900000", StringComparison.Ordinal)
            );

    private static Row With(Row? row, string property, object value) =>
        row! with
        {
            Properties = new Dictionary<string, object>(row.Properties, StringComparer.Ordinal) { [property] = value },
        };
}
