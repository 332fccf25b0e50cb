using System.Globalization;
using System.Text;

namespace FlexFunctions.Simulation;

/// <summary>Plays the stories of many seeds in parallel, one per core, each in its own world.</summary>
internal sealed class Campaign
{
    private readonly Lock _lock = new();
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private long _seeds;
    private long _events;
    private long _commits;
    private TimeSpan _time;

    private readonly SortedDictionary<int, string> _failures = [];

    /// <summary>The violations, by seed.</summary>
    public IReadOnlyDictionary<int, string> Failures => _failures;

    /// <summary>Plays a number of seeds.</summary>
    /// <param name="from">The first seed.</param>
    /// <param name="seeds">The number of seeds.</param>
    /// <param name="all">True to continue after a failure; otherwise seeds above the first failure may be left out.</param>
    /// <param name="time">The clock that measures the speed.</param>
    public static Campaign Play(int from, int seeds, bool all, TimeProvider time)
    {
        var (campaign, begun) = (new Campaign(), time.GetTimestamp());
        Parallel.For(
            from,
            from + seeds,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (seed, loop) =>
            {
                if (!campaign.Play(seed) && !all)
                {
                    loop.Break();
                }
            }
        );
        campaign._time = time.GetElapsedTime(begun);
        return campaign;
    }

    /// <summary>Describes what was played, and how fast.</summary>
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

            if (outcome.Violation is { } violation)
            {
                _failures.Add(seed, violation);
            }
        }

        return outcome.Violation is null;
    }
}
