using System.Text.RegularExpressions;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>Each metric counts what its description says, and counts it once.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Every_event_delivered_is_accepted_duplicate_or_dead_lettered()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        var opened = app.Event();
        await app.SendAsync(opened, opened, "no event", app.Event(team: "nobody"));

        Assert.Equal("1 accepted, 1 duplicate, 0 late, 2 dead-lettered", measured.Events);
        Assert.Equal(1, measured["flex.events.dead_lettered code=malformed-event"]);
        Assert.Equal(1, measured["flex.events.dead_lettered code=unknown-team"]);
        Assert.Equal((1, 7), (measured["flex.charges"], measured["flex.tokens.charged"]));
    }

    [Fact]
    public async Task Each_event_of_a_batch_is_counted_separately()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        await app.SendAsync($"[{app.Event()}, {app.Event(product: "nosuchcad")}, {{}}, {app.Event(user: "tom")}]");

        Assert.Equal("2 accepted, 0 duplicate, 0 late, 2 dead-lettered", measured.Events);
        Assert.Equal(1, measured["flex.events.dead_lettered code=unknown-product"]);
    }

    [Fact]
    public async Task An_event_enqueued_later_than_SessionTimeout_counts_as_late()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        await app.SendAsync(
            app.Event(time: AppFixture.Start.AddMinutes(-15)),
            app.Event(user: "tom", time: AppFixture.Start.AddMinutes(-15).AddSeconds(-1))
        );

        Assert.Equal("2 accepted, 0 duplicate, 1 late, 0 dead-lettered", measured.Events);
    }

    [Fact]
    public async Task A_late_event_that_moves_a_window_counts_a_reversal_and_a_charge()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        await app.SendAsync(app.Event());
        await app.SendAsync(app.Event(session: "s0", time: AppFixture.Start.AddHours(-1)));

        Assert.Equal((2, 1), (measured["flex.charges"], measured["flex.reversals"]));
        Assert.Equal((14, 7), (measured["flex.tokens.charged"], measured["flex.tokens.reversed"]));
        Assert.Equal(93, await app.BalanceAsync());
    }

    [Fact]
    public async Task A_denied_event_counts_as_accepted_and_declined_but_not_as_charged()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        await app.BuyAsync(5);
        await app.SendAsync(app.Event());

        Assert.Equal("1 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((1, 0), (measured["flex.declines"], measured["flex.charges"]));
    }

    [Fact]
    public async Task Lag_is_the_time_from_first_enqueued_to_commit()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        await app.Queue.SendAsync(new OutgoingMessage { Body = BinaryData.FromString(app.Event()) });
        var again = new OutgoingMessage
        {
            Body = BinaryData.FromString(app.Event(user: "tom")),
            ApplicationProperties = new Dictionary<string, object>
            {
                ["flex-first-enqueued"] = AppFixture.Start.AddMinutes(-1),
            },
        };
        await app.Queue.SendAsync(again);
        app.Clock.Advance(TimeSpan.FromSeconds(2.5));
        await app.PumpAsync();

        Assert.Equal([2.5, 62.5], measured.Lags.Order());
    }

    [Fact]
    public async Task A_redelivered_event_is_counted_once_after_its_commit()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingCommits(rows);
        await using var app = new AppFixture(store);
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        store.Failure = new RowStoreException("The store is down.", mayHaveBeenApplied: false);
        await app.Queue.SendAsync(new OutgoingMessage { Body = BinaryData.FromString(app.Event()) });
        // The message's lock expires while the commit is retried.
        var pumping = app.Functions.Listeners[0].PumpOnceAsync();
        while (!pumping.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal("0 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((1, 0), (measured["flex.commits"], measured["flex.charges"]));

        store.Failure = null;
        await app.PumpAsync();
        Assert.Equal("1 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((2, 1, 7), (measured["flex.commits"], measured["flex.charges"], measured["flex.tokens.charged"]));
        Assert.Single(measured.Lags);
    }

    [Fact]
    public async Task A_commit_with_a_lost_answer_is_counted_once_it_is_found()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingCommits(rows);
        await using var app = new AppFixture(store);
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        store.FailureAfter = new RowStoreException("No answer came.", mayHaveBeenApplied: true);
        await app.SendAsync(app.Event());

        Assert.Equal("1 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((2, 1), (measured["flex.commits"], measured["flex.charges"]));
    }

    [Fact]
    public async Task A_lost_race_counts_as_a_conflict_and_not_as_a_commit()
    {
        using var rows = SqliteRowStore.OpenMemory();
        await using var app = new AppFixture(rows);
        await using var other = new AppFixture(rows, app.Clock);
        using var measured = new Measured(app);
        await app.BuyAsync(100);
        await other.BuyAsync(50);
        await app.SendAsync(app.Event());

        Assert.Equal((2, 1), (measured["flex.commits"], measured["flex.conflicts"]));
    }

    [Fact]
    public async Task README_lists_each_metric_with_its_unit()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        var documented = Row()
            .Matches(await File.ReadAllTextAsync(Repository.File("functions/App/README.md")))
            .Select(match => $"{match.Groups["name"].Value} {match.Groups["unit"].Value}");

        Assert.Equal(
            documented.Order(StringComparer.Ordinal),
            measured
                .Instruments.Select(instrument => $"{instrument.Name} {instrument.Unit}")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(measured.Instruments, instrument => Assert.NotEmpty(instrument.Description!));
    }

    [Fact]
    public async Task Workbook_and_alerts_query_existing_metrics()
    {
        await using var app = new AppFixture();
        using var measured = new Measured(app);
        var existing = measured
            .Instruments.Select(instrument => instrument.Name)
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(existing, Named("infra/workbook.json"));
        Assert.Subset(existing.ToHashSet(), Named("infra/modules/alerts.bicep").ToHashSet());
        Assert.Subset(existing.ToHashSet(), Named("infra/RUNBOOK.md").ToHashSet());
    }

    private static IEnumerable<string> Named(string file) =>
        Metric()
            .Matches(File.ReadAllText(Repository.File(file)))
            .Select(match => match.Groups["name"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(
        @"^\| `(?<name>flex\.[a-z_.]+)`[^|]*\| `(?<unit>[^`]+)` \|",
        RegexOptions.Multiline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Row();

    [GeneratedRegex(
        "[^\\[]\"(?<name>flex\\.[a-z_.]+)\\\\?\"",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Metric();

    /// <summary>A row store whose commits fail before or after they are applied.</summary>
    private sealed class FailingCommits(IRowStore store) : SharedStore(store)
    {
        public Exception? Failure { get; set; }

        public Exception? FailureAfter { get; set; }

        public override async Task<IReadOnlyList<string?>> CommitAsync(
            string table,
            string partition,
            IReadOnlyList<RowOperation> operations,
            CancellationToken cancellationToken
        )
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            var etags = await base.CommitAsync(table, partition, operations, cancellationToken);
            if (FailureAfter is { } lost)
            {
                FailureAfter = null;
                throw lost;
            }

            return etags;
        }
    }
}
