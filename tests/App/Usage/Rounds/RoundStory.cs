using System.Globalization;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.App.Tests;

/// <summary>
/// A week of usage in a new account, generated from a seed: sessions with heartbeats and sleep, long sessions whose windows
/// chain, reopened and overlapping sessions, signals that prove nothing, and late delivery. The reference model, which
/// shares no code with the product, computes the expected charges (R1–R4).
/// </summary>
internal sealed class RoundStory
{
    public const string Team = "design";

    private const int Users = 6;

    private static readonly (string Product, int Rate)[] s_products = [("autocad", 7), ("revit", 10)];
    private static readonly ReferenceOptions s_terms = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    private readonly List<(string User, string Product, ReferenceSignal Signal)> _signals = [];
    private readonly Random _random;
    private readonly DateTimeOffset _first;
    private readonly DateTimeOffset _last;

    public RoundStory(int seed, DateTimeOffset now)
    {
        _random = new Random(seed);
        Account = string.Create(CultureInfo.InvariantCulture, $"round-{seed}");
        // Whole seconds, and an hour from what would be too late or too early (R5).
        _last = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).AddHours(-1);
        _first = _last.AddDays(-6.5);
        foreach (var user in Enumerable.Range(0, Users))
        {
            foreach (var (product, _) in s_products.Take(1 + _random.Next(s_products.Length)))
            {
                var sessions = 2 + _random.Next(3);
                for (var session = 0; session < sessions; session++)
                {
                    Use($"user{user}", product, $"s{session}");
                }
            }
        }
    }

    public string Account { get; }

    /// <summary>How many signals there are, each counted once.</summary>
    public int Signals => _signals.Count;

    /// <summary>The windows that must stand in the end: user, product, start and rate, sorted.</summary>
    public IReadOnlyList<string> Predicted =>
        [
            .. _signals
                .GroupBy(seen => (seen.User, seen.Product))
                .SelectMany(meter =>
                    ReferenceWindows
                        .Starts(ReferenceUse.Of(meter.Select(seen => seen.Signal), [], s_terms))
                        .Select(start =>
                            StandingCharges.Line(meter.Key.User, meter.Key.Product, start, Rate(meter.Key.Product))
                        )
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The tokens of those windows.</summary>
    public int PredictedTokens =>
        _signals
            .GroupBy(seen => (seen.User, seen.Product))
            .Sum(meter =>
                Rate(meter.Key.Product)
                * ReferenceWindows.Starts(ReferenceUse.Of(meter.Select(seen => seen.Signal), [], s_terms)).Count
            );

    /// <summary>All signals, many of them several times and told a little otherwise, shuffled, in messages of 1 to 4.</summary>
    public IReadOnlyList<string> Messages(Random random)
    {
        var told = _signals.SelectMany(seen => Enumerable.Repeat(seen, 1 + random.Next(3))).ToArray();
        random.Shuffle(told);
        var messages = new List<string>();
        for (var sent = 0; sent < told.Length; )
        {
            var some = told.Skip(sent).Take(1 + random.Next(4)).Select(seen => Event(seen, random)).ToList();
            messages.Add(some.Count == 1 ? some[0] : $"[{string.Join(',', some)}]");
            sent += some.Count;
        }

        return messages;
    }

    /// <summary>An opened of somebody who did nothing else: once it is charged, all that was sent before is decided.</summary>
    public string Sentinel(string user)
    {
        _signals.Add((user, "autocad", new ReferenceSignal(ReferenceKind.Opened, "last", _first)));
        return Event(_signals[^1], new Random(1));
    }

    private static int Rate(string product) => s_products.Single(known => known.Product == product).Rate;

    private void Use(string user, string product, string session)
    {
        var start = _first.AddMinutes(_random.Next(6 * 24 * 60));
        switch (_random.Next(6))
        {
            case 0 or 1:
                See(ReferenceKind.Opened, start);
                See(ReferenceKind.Closed, start.AddMinutes(10 + _random.Next(45 * 60)));
                break;
            case 2:
                See(ReferenceKind.Opened, start);
                var asleep = Beats(start, 2 + _random.Next(4));
                Beats(asleep.AddMinutes(20 + _random.Next(24 * 60)), 1 + _random.Next(4));
                break;
            case 3:
                var closed = start.AddMinutes(30 + _random.Next(10 * 60));
                var again = closed.AddMinutes(_random.Next(12 * 60));
                See(ReferenceKind.Opened, start);
                See(ReferenceKind.Closed, closed);
                See(ReferenceKind.Opened, again);
                See(ReferenceKind.Closed, again.AddMinutes(30 + _random.Next(26 * 60)));
                break;
            case 4:
                // Closed at exactly a window's end, and open in another session at that instant.
                See(ReferenceKind.Opened, start);
                See(ReferenceKind.Closed, start.AddDays(1));
                session += "b";
                See(_random.Next(2) == 0 ? ReferenceKind.Opened : ReferenceKind.Closed, start.AddDays(1));
                break;
            default:
                See(_random.Next(2) == 0 ? ReferenceKind.Heartbeat : ReferenceKind.Closed, start);
                break;
        }

        DateTimeOffset Beats(DateTimeOffset from, int count)
        {
            for (; count > 0; count--)
            {
                from = from.AddSeconds(60 + _random.Next(14 * 60 + 1));
                See(ReferenceKind.Heartbeat, from);
            }

            return from;
        }

        void See(ReferenceKind kind, DateTimeOffset time)
        {
            if (time <= _last)
            {
                _signals.Add((user, product, new ReferenceSignal(kind, session, time)));
            }
        }
    }

    private string Event((string User, string Product, ReferenceSignal Signal) seen, Random random) =>
        Telemetry.Event(
            seen.Signal.Kind switch
            {
                ReferenceKind.Opened => "opened",
                ReferenceKind.Heartbeat => "heartbeat",
                _ => "closed",
            },
            // Id and version do not tell one signal from another (R4).
            string.Create(CultureInfo.InvariantCulture, $"e{random.Next()}"),
            seen.Signal.Time,
            new
            {
                account = Account,
                team = Team,
                user = seen.User,
                product = seen.Product,
                version = random.Next(2) == 0 ? "2026" : "2027",
                session = seen.Signal.Session,
            }
        );
}
