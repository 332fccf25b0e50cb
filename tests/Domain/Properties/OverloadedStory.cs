using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// A story of signals and seats for meters with very small bounds (R5, Overload). Its other steps are left out; they
/// do not change meters.
/// </summary>
public sealed record OverloadedStory(Story Story, int MaxSpans, int MaxDenied, bool IsFunded)
{
    /// <summary>Stories of a team that can pay everything.</summary>
    public static readonly Gen<OverloadedStory> Funded = Gen.Select(
        EventfulStory.Of(Story.Funded(Settings.Any, steps: 60), further: 20),
        Gen.Int[2, 5],
        (story, spans) => new OverloadedStory(story, spans, 1, true)
    );

    /// <summary>Stories of a team that is often short of tokens.</summary>
    public static readonly Gen<OverloadedStory> ShortOfTokens = Gen.Select(
        EventfulStory.Of(Story.ShortOfTokens(Settings.Any, steps: 60), further: 20),
        Gen.Int[2, 5],
        Gen.Int[0, 3],
        (story, spans, denied) => new OverloadedStory(story, spans, denied, false)
    );

    private readonly Dictionary<MeterKey, FullMemory> _memories = [];
    private int _orders;

    public MeteringOptions Options { get; } =
        Settings.Of(Story.Options) with
        {
            MaxSpans = MaxSpans,
            MaxDenied = MaxDenied,
        };

    /// <summary>Plays the story, and returns every signal with its meter before and after it.</summary>
    public IEnumerable<PlayedSignal> Play()
    {
        var team = new Team(Options, RateSchedule.Card);
        if (IsFunded)
        {
            Buy(team, 1_000_000);
        }

        foreach (var step in Story.Steps)
        {
            switch (step)
            {
                case Step.Buys { Tokens: < 100 } buys when !IsFunded:
                    Buy(team, buys.Tokens);
                    break;
                case Step.TurnsSeat turns:
                    TurnSeat(team, turns);
                    break;
                case Step.Sends { Sent: var sent }:
                    yield return Send(team, sent);
                    break;
                default:
                    break;
            }
        }
    }

    public override string ToString() => $"{MaxSpans} spans, {MaxDenied} denied, {Story}";

    private void Buy(Team team, long tokens) => team.Buy($"p{++_orders}", tokens, RateSchedule.Start);

    private PlayedSignal Send(Team team, GeneratedSignal sent)
    {
        var usage = sent.AsEvent(1);
        var (before, memory) = (team.Usage.Meter(usage.Meter), MemoryOf(usage.Meter));
        var outcome = team.Decide(usage, sent.Now);
        if (outcome is UsageOutcome.Accepted or UsageOutcome.Duplicate { DeniedFor: null })
        {
            memory.Signals.Add(sent.Signal);
        }

        return new PlayedSignal(Options, team, sent, outcome, before, memory);
    }

    private void TurnSeat(Team team, Step.TurnsSeat turns)
    {
        var key = new MeterKey(UserId.Of(turns.User), ProductId.Of(turns.Product));
        var seats = MemoryOf(key).Seats;
        if (team.Usage.Meter(key).HoldsSeat)
        {
            team.TakeSeat(turns.At, turns.User, turns.Product);
            seats[^1] = seats[^1] with { To = team.Usage.Meter(key).Seats[^1].Taken!.Value };
        }
        else
        {
            team.GiveSeat(turns.At, turns.User, turns.Product);
            seats.Add(new ReferenceInterval(team.Usage.Meter(key).Seats[^1].Given, DateTimeOffset.MaxValue));
        }
    }

    private FullMemory MemoryOf(MeterKey key)
    {
        if (!_memories.TryGetValue(key, out var memory))
        {
            _memories.Add(key, memory = new FullMemory(Story.Options));
        }

        return memory;
    }
}

/// <summary>A signal of a story after its decision.</summary>
public sealed record PlayedSignal(
    MeteringOptions Options,
    Team Team,
    GeneratedSignal Sent,
    UsageOutcome Outcome,
    Meter Before,
    FullMemory Memory
)
{
    public UsageSignal Signal => Sent.AsEvent(1).Signal;

    public Meter After { get; } = Team.Usage.Meter(Sent.AsEvent(1).Meter);

    /// <summary>True if the signal was left out and counts as use at its own instant.</summary>
    public bool AddsInstant =>
        Outcome is UsageOutcome.Accepted
        && Signal.Kind != SignalKinds.Closed
        && !Before.IsCovered(Signal.Time)
        && Before.LeavesOut(Signal, Options);

    /// <summary>Requires that the charged windows of the meter start where its use says, with other instants of use.</summary>
    public void RequireWindowsWith(IEnumerable<DateTimeOffset> instants) =>
        Assert.Equal(
            (After with { Instants = [.. instants] }).WindowStarts(Options),
            After.Windows.Select(charged => charged.Window.Start)
        );
}

/// <summary>All signals that a meter accepted, and what the reference model takes for use.</summary>
public sealed class FullMemory(ReferenceOptions options)
{
    public HashSet<ReferenceSignal> Signals { get; } = [];

    public List<ReferenceInterval> Seats { get; } = [];

    /// <summary>All instants that the meter left out.</summary>
    public SortedSet<DateTimeOffset> LeftOut { get; } = [];

    public List<ReferenceInterval> Use => ReferenceSeats.Uncovered(ReferenceUse.Of(Signals, [], options), Seats);

    /// <summary>Requires that an interval of use is a part of the use in full memory.</summary>
    public static void RequirePart(List<ReferenceInterval> full, UsageInterval part)
    {
        var reached = part.Start;
        foreach (var interval in full.Where(interval => interval.From < interval.To).OrderBy(interval => interval.From))
        {
            reached = interval.From <= reached && interval.To > reached ? interval.To : reached;
        }

        Assert.True(reached >= part.End, $"{part} is in use");
        Assert.True(!part.IncludesEnd || IsUsed(full, part.End), $"The end of {part} is in use");
    }

    private static bool IsUsed(List<ReferenceInterval> full, DateTimeOffset instant) =>
        full.Exists(interval => interval.From == instant || (interval.From < instant && instant < interval.To));
}
