using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>The metrics of the ledger's commits; each applied commit counts once.</summary>
public sealed class LedgerMetricsTests : IDisposable
{
    private readonly System.Diagnostics.Metrics.Meter _meter = new(Instrumentation.Name);
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value)> _measured = new();
    private readonly List<(string Name, string? Unit, string? Description)> _instruments = [];
    private readonly WatchedLedger _ledger = new();
    private readonly LedgerStore _instance;

    public LedgerMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                _instruments.Add((instrument.Name, instrument.Unit, instrument.Description));
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((of, value, _, _) => _measured.Enqueue((of.Name, value)));
        _listener.SetMeasurementEventCallback<double>((of, value, _, _) => _measured.Enqueue((of.Name, value)));
        _listener.Start();
        _instance = _ledger.Instance(new LedgerMetrics(_meter));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _ledger.Dispose();
    }

    [Fact]
    public void Instruments_have_units_and_descriptions()
    {
        Assert.Equal(
            [
                ("flex.charges", "{charge}"),
                ("flex.commits", "{commit}"),
                ("flex.conflicts", "{conflict}"),
                ("flex.declines", "{decline}"),
                ("flex.reversals", "{reversal}"),
                ("flex.tokens.charged", "{token}"),
                ("flex.tokens.reversed", "{token}"),
            ],
            _instruments.Select(instrument => (instrument.Name, instrument.Unit)).OrderBy(instrument => instrument.Name)
        );
        Assert.All(_instruments, instrument => Assert.EndsWith(".", instrument.Description!));
    }

    [Fact]
    public async Task Charges_and_their_tokens_are_counted_with_the_commit()
    {
        await DecideAsync(it => BuyAsync(it, "o1", 100));
        Assert.Equal([("flex.commits", 1)], TakeMeasurements());

        await DecideAsync(it => ChargeAsync(it, 7));
        Assert.Equal([("flex.charges", 1), ("flex.commits", 1), ("flex.tokens.charged", 7)], TakeMeasurements());
    }

    [Fact]
    public async Task Read_only_decision_is_not_counted()
    {
        await DecideAsync(async it => (await it.ReadAccountAsync()).IsBlocked);
        Assert.Empty(TakeMeasurements());
    }

    [Fact]
    public async Task Reversals_declines_and_results_are_counted_separately()
    {
        await DecideAsync(it => BuyAsync(it, "o1", 100));
        TakeMeasurements();
        var (rate, grant, origin) = (Tokens.Of(2.5m), Grant("o1", 100), new EventRef("urn:maya", "e1"));
        var window = new ChargeWindow(Start);
        await DecideAsync(async it =>
        {
            var team = (await it.ReadTeamAsync(Team))!;
            Payment[] paid = [new(grant, rate)];
            await it.PostAsync(
                team,
                team.Pool,
                new Posting.Charged(Ann, Maya, new WindowCharge(window, rate, [], [.. paid]), origin),
                new Posting.Reversed(Ann, Maya, new WindowReversal(window, rate, [.. paid], [], []), origin),
                new Posting.Declined(Ann, Maya, Start, "no_tokens", origin),
                Result(GrantUnit.Tokens, 1.5m),
                Result(GrantUnit.CloudCredits, 100)
            );
            return true;
        });

        Assert.Equal(
            [
                ("flex.charges", 3),
                ("flex.commits", 1),
                ("flex.declines", 1),
                ("flex.reversals", 1),
                ("flex.tokens.charged", 4),
                ("flex.tokens.reversed", 2.5),
            ],
            TakeMeasurements()
        );

        Posting Result(GrantUnit unit, decimal cost) =>
            new Posting.ResultCharged(
                Ann,
                Maya,
                new ResultCharge(ResultId.Of("render"), 1, unit, Tokens.Of(cost), [new(grant, Tokens.Of(cost))]),
                Start,
                origin
            );
    }

    [Fact]
    public async Task Conflict_is_counted_but_its_commit_is_not()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" && lost++ < 2 ? throw new RowConflictException(0, "account") : commit();
        await DecideAsync(it => BuyAsync(it, "o1", 100));
        Assert.Equal([("flex.commits", 1), ("flex.conflicts", 2)], TakeMeasurements());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Applied_commit_with_a_lost_response_is_counted_once(int failedReads)
    {
        await DecideAsync(it => BuyAsync(it, "o1", 100));
        TakeMeasurements();
        var (responseIsLost, reads) = (false, 0);
        _ledger.Rows.AroundCommit = async (table, commit) =>
        {
            var answer = await commit();
            responseIsLost = table == "Ledger";
            return responseIsLost ? throw new RowStoreException("No answer.", mayHaveBeenApplied: true) : answer;
        };
        _ledger.Rows.BeforeRead = _ =>
            responseIsLost && reads++ < failedReads ? throw new RowStoreException("busy", false) : Task.CompletedTask;

        await DecideAsync(it => ChargeAsync(it, 7));

        Assert.Equal(failedReads + 1, reads);
        Assert.Equal([("flex.charges", 1), ("flex.commits", 1), ("flex.tokens.charged", 7)], TakeMeasurements());
    }

    /// <summary>Returns the measurements since the last call, summed by name.</summary>
    private IEnumerable<(string, double)> TakeMeasurements()
    {
        var sums = _measured
            .GroupBy(measured => measured.Name, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Sum(measured => measured.Value)))
            .OrderBy(sum => sum.Key, StringComparer.Ordinal)
            .ToList();
        _measured.Clear();
        return sums;
    }

    private Task<bool> DecideAsync(Func<LedgerTransaction, Task<bool>> decide) =>
        _instance.DecideAsync(Acme, decide, Start.AddMinutes(1), default);
}
