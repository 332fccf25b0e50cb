using System.Globalization;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain.Tests.Model;

namespace FlexFunctions.App.Tests;

/// <summary>
/// What the people of a fresh account did in the last week, drawn from a seed: sessions with beats and sleep, long ones
/// whose windows chain, reopened and overlapping ones, signs that prove nothing, and all of it told late. What must
/// stand charged is told by the slow model of the domain's tests (R1–R4), which shares no code with the product.
/// </summary>
internal sealed class RoundStory
{
    public const string Team = "design";

    private const int Users = 6;

    private static readonly (string Product, int Rate)[] s_products = [("autocad", 7), ("revit", 10)];
    private static readonly SlowTerms s_terms = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    private readonly List<(string User, string Product, SlowSign Sign)> _signs = [];
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

    /// <summary>How many signs there are, each counted once.</summary>
    public int Signs => _signs.Count;

    /// <summary>The windows that must stand in the end: user, product, start and rate, sorted.</summary>
    public IReadOnlyList<string> Predicted =>
        [
            .. _signs
                .GroupBy(seen => (seen.User, seen.Product))
                .SelectMany(meter =>
                    SlowWindows
                        .Starts(SlowUse.Of(meter.Select(seen => seen.Sign), [], s_terms))
                        .Select(start =>
                            StandingCharges.Line(meter.Key.User, meter.Key.Product, start, Rate(meter.Key.Product))
                        )
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The tokens of those windows.</summary>
    public int PredictedTokens =>
        _signs
            .GroupBy(seen => (seen.User, seen.Product))
            .Sum(meter =>
                Rate(meter.Key.Product)
                * SlowWindows.Starts(SlowUse.Of(meter.Select(seen => seen.Sign), [], s_terms)).Count
            );

    /// <summary>All signs, many of them several times and told a little otherwise, shuffled, in messages of 1 to 4.</summary>
    public IReadOnlyList<string> Messages(Random random)
    {
        var told = _signs.SelectMany(seen => Enumerable.Repeat(seen, 1 + random.Next(3))).ToArray();
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
        _signs.Add((user, "autocad", new SlowSign(SlowKind.Opened, "last", _first)));
        return Event(_signs[^1], new Random(1));
    }

    private static int Rate(string product) => s_products.Single(known => known.Product == product).Rate;

    private void Use(string user, string product, string session)
    {
        var start = _first.AddMinutes(_random.Next(6 * 24 * 60));
        switch (_random.Next(6))
        {
            case 0 or 1:
                See(SlowKind.Opened, start);
                See(SlowKind.Closed, start.AddMinutes(10 + _random.Next(45 * 60)));
                break;
            case 2:
                See(SlowKind.Opened, start);
                var asleep = Beats(start, 2 + _random.Next(4));
                Beats(asleep.AddMinutes(20 + _random.Next(24 * 60)), 1 + _random.Next(4));
                break;
            case 3:
                var closed = start.AddMinutes(30 + _random.Next(10 * 60));
                var again = closed.AddMinutes(_random.Next(12 * 60));
                See(SlowKind.Opened, start);
                See(SlowKind.Closed, closed);
                See(SlowKind.Opened, again);
                See(SlowKind.Closed, again.AddMinutes(30 + _random.Next(26 * 60)));
                break;
            case 4:
                // Closed at exactly a window's end, and open in another session at that instant.
                See(SlowKind.Opened, start);
                See(SlowKind.Closed, start.AddDays(1));
                session += "b";
                See(_random.Next(2) == 0 ? SlowKind.Opened : SlowKind.Closed, start.AddDays(1));
                break;
            default:
                See(_random.Next(2) == 0 ? SlowKind.Heartbeat : SlowKind.Closed, start);
                break;
        }

        DateTimeOffset Beats(DateTimeOffset from, int count)
        {
            for (; count > 0; count--)
            {
                from = from.AddSeconds(60 + _random.Next(14 * 60 + 1));
                See(SlowKind.Heartbeat, from);
            }

            return from;
        }

        void See(SlowKind kind, DateTimeOffset time)
        {
            if (time <= _last)
            {
                _signs.Add((user, product, new SlowSign(kind, session, time)));
            }
        }
    }

    private string Event((string User, string Product, SlowSign Sign) seen, Random random) =>
        Telemetry.Event(
            seen.Sign.Kind switch
            {
                SlowKind.Opened => "opened",
                SlowKind.Heartbeat => "heartbeat",
                _ => "closed",
            },
            // Id and version do not tell one sign from another (R4).
            string.Create(CultureInfo.InvariantCulture, $"e{random.Next()}"),
            seen.Sign.Time,
            new
            {
                account = Account,
                team = Team,
                user = seen.User,
                product = seen.Product,
                version = random.Next(2) == 0 ? "2026" : "2027",
                session = seen.Sign.Session,
            }
        );
}
