using System.Text.RegularExpressions;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>What is counted, and that it is counted once.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Every_event_delivered_is_accepted_duplicate_or_dead_lettered()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        var opened = rig.Event();
        await rig.SendAsync(opened, opened, "no event", rig.Event(team: "nobody"));

        Assert.Equal("1 accepted, 1 duplicate, 0 late, 2 dead-lettered", measured.Events);
        Assert.Equal(1, measured["flex.events.dead_lettered code=malformed-event"]);
        Assert.Equal(1, measured["flex.events.dead_lettered code=unknown-team"]);
        Assert.Equal((1, 7), (measured["flex.charges"], measured["flex.tokens.charged"]));
    }

    [Fact]
    public async Task Of_a_batch_each_event_counts_by_itself()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        await rig.SendAsync($"[{rig.Event()}, {rig.Event(product: "nosuchcad")}, {{}}, {rig.Event(user: "tom")}]");

        Assert.Equal("2 accepted, 0 duplicate, 0 late, 2 dead-lettered", measured.Events);
        Assert.Equal(1, measured["flex.events.dead_lettered code=unknown-product"]);
    }

    [Fact]
    public async Task An_event_is_late_if_the_queue_has_it_later_than_a_session_may_pause()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        await rig.SendAsync(
            rig.Event(time: Rig.Start.AddMinutes(-15)),
            rig.Event(user: "tom", time: Rig.Start.AddMinutes(-15).AddSeconds(-1))
        );

        Assert.Equal("2 accepted, 0 duplicate, 1 late, 0 dead-lettered", measured.Events);
    }

    [Fact]
    public async Task A_late_event_that_moves_a_window_shows_as_a_reversal_and_a_charge()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        await rig.SendAsync(rig.Event());
        await rig.SendAsync(rig.Event(session: "s0", time: Rig.Start.AddHours(-1)));

        Assert.Equal((2, 1), (measured["flex.charges"], measured["flex.reversals"]));
        Assert.Equal((14, 7), (measured["flex.tokens.charged"], measured["flex.tokens.reversed"]));
        Assert.Equal(93, await rig.BalanceAsync());
    }

    [Fact]
    public async Task A_denied_event_is_accepted_and_declined_and_costs_nothing()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        await rig.BuyAsync(5);
        await rig.SendAsync(rig.Event());

        Assert.Equal("1 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((1, 0), (measured["flex.declines"], measured["flex.charges"]));
    }

    [Fact]
    public async Task Lag_is_from_the_first_time_in_the_queue_to_the_commit()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        await rig.Queue.SendAsync(new OutgoingMessage { Body = BinaryData.FromString(rig.Event()) });
        var again = new OutgoingMessage
        {
            Body = BinaryData.FromString(rig.Event(user: "tom")),
            ApplicationProperties = new Dictionary<string, object>
            {
                ["flex-first-enqueued"] = Rig.Start.AddMinutes(-1),
            },
        };
        await rig.Queue.SendAsync(again);
        rig.Clock.Advance(TimeSpan.FromSeconds(2.5));
        await rig.PumpAsync();

        Assert.Equal([2.5, 62.5], measured.Lags.Order());
    }

    [Fact]
    public async Task What_is_not_committed_is_not_counted_and_what_comes_again_is_counted_once()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingCommits(rows);
        await using var rig = new Rig(store);
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        store.Failure = new RowStoreException("The store is down.", mayHaveBeenApplied: false);
        await rig.Queue.SendAsync(new OutgoingMessage { Body = BinaryData.FromString(rig.Event()) });
        // Its locks lapse while the store is asked again and again.
        var pumping = rig.Functions.Listeners[0].PumpOnceAsync();
        while (!pumping.IsCompleted)
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal("0 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((1, 0), (measured["flex.commits"], measured["flex.charges"]));

        store.Failure = null;
        await rig.PumpAsync();
        Assert.Equal("1 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((2, 1, 7), (measured["flex.commits"], measured["flex.charges"], measured["flex.tokens.charged"]));
        Assert.Single(measured.Lags);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_counted_when_it_is_found_to_stand()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingCommits(rows);
        await using var rig = new Rig(store);
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        store.FailureAfter = new RowStoreException("No answer came.", mayHaveBeenApplied: true);
        await rig.SendAsync(rig.Event());

        Assert.Equal("1 accepted, 0 duplicate, 0 late, 0 dead-lettered", measured.Events);
        Assert.Equal((2, 1), (measured["flex.commits"], measured["flex.charges"]));
    }

    [Fact]
    public async Task A_lost_race_is_a_conflict_and_no_commit()
    {
        using var rows = SqliteRowStore.OpenMemory();
        await using var rig = new Rig(rows);
        await using var other = new Rig(rows, rig.Clock);
        using var measured = new Measured(rig);
        await rig.BuyAsync(100);
        await other.BuyAsync(50);
        await rig.SendAsync(rig.Event());

        Assert.Equal((2, 1), (measured["flex.commits"], measured["flex.conflicts"]));
    }

    [Fact]
    public async Task Each_metric_has_its_unit_and_is_described_as_the_readme_says()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        var told = Row()
            .Matches(await File.ReadAllTextAsync(Repository.File("functions/App/README.md")))
            .Select(match => $"{match.Groups["name"].Value} {match.Groups["unit"].Value}");

        Assert.Equal(
            told.Order(StringComparer.Ordinal),
            measured
                .Instruments.Select(instrument => $"{instrument.Name} {instrument.Unit}")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(measured.Instruments, instrument => Assert.NotEmpty(instrument.Description!));
    }

    [Fact]
    public async Task Workbook_and_alerts_ask_for_the_metrics_there_are()
    {
        await using var rig = new Rig();
        using var measured = new Measured(rig);
        var there = measured.Instruments.Select(instrument => instrument.Name).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(there, Named("infra/workbook.json"));
        Assert.Subset(there.ToHashSet(), Named("infra/modules/alerts.bicep").ToHashSet());
        Assert.Subset(there.ToHashSet(), Named("infra/RUNBOOK.md").ToHashSet());
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

    /// <summary>A store whose commits fail, before or after they are carried out.</summary>
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
