using System.Globalization;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Some days of use of a few teams, drawn by a seed: sessions that overlap, idle, end or do not; told by messages that
/// are shuffled, doubled and batched. What is to be charged is worked out from the set of signals by the reference model, which
/// shares no code with the product (R1–R4).
/// </summary>
internal sealed class RandomUsage
{
    private const int UsersOfATeam = 8;

    /// <summary>All of it is over by then.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(5);

    private static readonly ReferenceOptions s_terms = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    private static readonly (string Product, decimal Rate)[] s_rates = [("autocad", 7), ("revit", 10), ("maya", 6)];

    private readonly Random _random;
    private readonly Dictionary<(TeamName Team, string User, string Product), HashSet<ReferenceSignal>> _signals = [];
    private int _events;

    public RandomUsage(Random random, DateTimeOffset start)
    {
        _random = random;
        foreach (var team in Teams)
        {
            for (var user = 0; user < UsersOfATeam; user++)
            {
                foreach (var (product, _) in s_rates.Where(_ => random.Next(3) > 0))
                {
                    HashSet<ReferenceSignal> signals =
                    [
                        .. Enumerable
                            .Range(0, 3)
                            .SelectMany(day => Day(start.AddDays(day), day))
                            .Where(signal => signal.Time < start + Longest),
                    ];
                    _signals[(team, string.Create(CultureInfo.InvariantCulture, $"user{user}"), product)] = signals;
                }
            }
        }

        Messages = [.. Told()];
    }

    public static IReadOnlyList<TeamName> Teams { get; } =
    [new("acme", "design"), new("acme", "build"), new("umbrella", "design")];

    /// <summary>The bodies of the messages, in the order in which they are sent.</summary>
    public IReadOnlyList<string> Messages { get; }

    /// <summary>How many events the messages hold.</summary>
    public int Events => _events;

    /// <summary>The charges that must stand at the end (<see cref="StandingCharges"/>).</summary>
    public IReadOnlyList<string> Expected(TeamName team) =>
        [
            .. Windows(team)
                .Select(window => StandingCharges.Line(window.User, window.Product, window.Start, window.Rate))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Their sum.</summary>
    public decimal ExpectedTokens(TeamName team) => Windows(team).Sum(window => window.Rate);

    private IEnumerable<(string User, string Product, DateTimeOffset Start, decimal Rate)> Windows(TeamName team) =>
        from meter in _signals
        where meter.Key.Team == team
        from start in ReferenceWindows.Starts(ReferenceUse.Of(meter.Value, [], s_terms))
        from rate in s_rates
        where rate.Product == meter.Key.Product
        select (meter.Key.User, meter.Key.Product, start, rate.Rate);

    private IEnumerable<ReferenceSignal> Day(DateTimeOffset midnight, int day)
    {
        for (var session = 0; session < _random.Next(3); session++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"day{day}-{session}");
            var time = midnight.AddMinutes(_random.Next(6 * 60, 18 * 60));
            yield return new ReferenceSignal(ReferenceKind.Opened, name, time);
            for (var beats = _random.Next(10); beats > 0; beats--)
            {
                // Mostly in time, sometimes exactly at the timeout, sometimes asleep.
                time += TimeSpan.FromMinutes(_random.Next(8) == 0 ? _random.Next(30, 600) : _random.Next(1, 16));
                yield return new ReferenceSignal(ReferenceKind.Heartbeat, name, time);
            }

            if (_random.Next(3) > 0)
            {
                // Perhaps beyond midnight, and a day after it was opened.
                time += TimeSpan.FromMinutes(_random.Next(4) == 0 ? _random.Next(16, 1_000) : _random.Next(16));
                yield return new ReferenceSignal(ReferenceKind.Closed, name, time);
            }
        }
    }

    private IEnumerable<string> Told()
    {
        var told = _signals
            .SelectMany(meter => meter.Value.Select(signal => (meter.Key, Signal: signal)))
            .SelectMany(signal => Enumerable.Repeat(signal, _random.Next(3) == 0 ? 2 : 1))
            .Select(signal => Event(signal.Key.Team, signal.Key.User, signal.Key.Product, signal.Signal))
            .SelectMany(body => Enumerable.Repeat(body, _random.Next(5) == 0 ? 2 : 1))
            .ToArray();
        _events = told.Length;
        _random.Shuffle(told);
        for (var next = 0; next < told.Length; )
        {
            var batch = _random.Next(6) == 0 ? told[next..Math.Min(next + 5, told.Length)] : told[next..(next + 1)];
            next += batch.Length;
            yield return batch.Length == 1 ? batch[0] : $"[{string.Join(',', batch)}]";
        }
    }

    /// <summary>The same signal told again has another id, the same event has not.</summary>
    private string Event(TeamName team, string user, string product, ReferenceSignal signal) =>
        Telemetry.Event(
            signal.Kind switch
            {
                ReferenceKind.Opened => "opened",
                ReferenceKind.Heartbeat => "heartbeat",
                _ => "closed",
            },
            string.Create(CultureInfo.InvariantCulture, $"e{++_events}"),
            signal.Time,
            new
            {
                account = team.Account,
                team = team.Team,
                user,
                product,
                session = signal.Session,
            }
        );
}
