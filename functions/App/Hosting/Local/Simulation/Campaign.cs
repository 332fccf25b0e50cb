using System.Globalization;
using System.Text;

namespace FlexFunctions.App.Hosting.Local.Simulation;

/// <summary>Plays the stories of many seeds, each in a world of its own, as many at once as there are cores.</summary>
internal sealed class Campaign
{
    private readonly Lock _lock = new();
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private long _seeds;
    private long _events;
    private long _commits;
    private TimeSpan _time;

    /// <summary>The lowest seed at which the auditor found something, and what; null if nothing was found.</summary>
    public (int Seed, string Violation)? Failure { get; private set; }

    /// <summary>Plays so many seeds from one on, until one fails.</summary>
    public static Campaign Play(int from, int seeds, TimeProvider time)
    {
        var (campaign, begun) = (new Campaign(), time.GetTimestamp());
        Parallel.For(
            from,
            from + seeds,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (seed, loop) =>
            {
                if (!campaign.Play(seed))
                {
                    loop.Break();
                }
            }
        );
        campaign._time = time.GetElapsedTime(begun);
        return campaign;
    }

    /// <summary>What was played, and how fast.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{_seeds} seeds, {_events} events, {_commits} commits, {_seeds / _time.TotalSeconds:0} seeds/s; faults:"
        );
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => _faults[(int)kind] > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $" {kind} {_faults[(int)kind]}");
        }

        return text.ToString();
    }

    private bool Play(int seed)
    {
        var story = StoryWriter.Write(seed);
        var outcome = SimulatedRun.Play(story);
        lock (_lock)
        {
            _seeds++;
            _events += story.Events;
            _commits += outcome.Commits;
            foreach (var (kind, count) in outcome.Faults.Index())
            {
                _faults[kind] += count;
            }

            if (outcome.Violation is { } violation && !(Failure?.Seed < seed))
            {
                Failure = (seed, violation);
            }
        }

        return outcome.Violation is null;
    }
}
