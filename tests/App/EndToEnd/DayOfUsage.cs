using System.Globalization;
using System.Text.Json;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.App.Tests;

/// <summary>
/// A random day of telemetry from 200 users in four teams, made from a seed: sessions with heartbeats and sleep, parallel
/// sessions, sessions without a closed. Messages, events and signals are duplicated and out of order, some arrive hours late,
/// and some are invalid. The reference model, which shares no code with the product, predicts the charges.
/// </summary>
internal sealed class DayOfUsage
{
    public const int Users = 200;

    private static readonly (string Product, decimal Rate)[] s_rates = [("autocad", 7), ("revit", 10), ("maya", 6)];
    private static readonly ReferenceOptions s_terms = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    private readonly Random _random;
    private readonly DateTimeOffset _midnight;
    private readonly Dictionary<(TeamName Team, string User, string Product), HashSet<ReferenceSignal>> _signals = [];
    private int _events;
    private int _messages;

    public DayOfUsage(int seed, DateTimeOffset now, int bad)
    {
        _random = new Random(seed);
        // Whole seconds. Starts a day ago, so that windows can chain (R2).
        _midnight = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).AddHours(-26);
        for (var number = 0; number < Users; number++)
        {
            foreach (var (product, _) in s_rates.Where((_, index) => index == 0 || _random.Next(2) == 0))
            {
                var user = string.Create(CultureInfo.InvariantCulture, $"user{number}");
                _signals[(Teams[number % Teams.Count], user, product)] =
                [
                    .. Sessions().Where(signal => signal.Time < _midnight.AddHours(26)),
                ];
            }
        }

        Groups = [.. Grouped([.. Good(), .. Bad(bad)])];
    }

    public static IReadOnlyList<TeamName> Teams { get; } =
    [new("acme", "design"), new("acme", "build"), new("umbrella", "design"), new("umbrella", "it")];

    /// <summary>The messages in the order in which they are sent. The messages of a group are sent as one batch.</summary>
    public IReadOnlyList<IReadOnlyList<Message>> Groups { get; }

    /// <summary>The ids of exactly the messages that must be dead-lettered.</summary>
    public IEnumerable<string> BadIds =>
        Groups.SelectMany(group => group).Where(one => one.IsBad).Select(one => one.Id);

    public int Messages => Groups.Sum(group => group.Count);

    public int Signals => _signals.Values.Sum(signals => signals.Count);

    public static int TokensOf(TeamName team) => 100_000 + Teams.ToList().IndexOf(team);

    /// <summary>Returns the charges that the ledger must have at the end (<see cref="StandingCharges"/>).</summary>
    public IReadOnlyList<string> Expected(TeamName team) =>
        [
            .. from meter in _signals
            where meter.Key.Team == team
            from start in ReferenceWindows.Starts(ReferenceUse.Of(meter.Value, [], s_terms))
            from rate in s_rates
            where rate.Product == meter.Key.Product
            let line = StandingCharges.Line(meter.Key.User, meter.Key.Product, start, rate.Rate)
            orderby line
            select line,
        ];

    /// <summary>Writes a group as a line of JSON for <c>send.mjs</c>.</summary>
    public static string Line(IReadOnlyList<Message> group) =>
        JsonSerializer.Serialize(group.Select(one => new { id = one.Id, body = one.Body }));

    private IEnumerable<ReferenceSignal> Sessions()
    {
        for (var session = _random.Next(1, 4); session > 0; session--)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"session{session}");
            var time = _midnight.AddMinutes(_random.Next(6 * 60, 18 * 60));
            yield return new ReferenceSignal(ReferenceKind.Opened, name, time);
            for (var beats = _random.Next(12); beats > 0; beats--)
            {
                time += TimeSpan.FromMinutes(_random.Next(8) == 0 ? _random.Next(16, 120) : _random.Next(1, 16));
                yield return new ReferenceSignal(ReferenceKind.Heartbeat, name, time);
            }

            if (_random.Next(3) > 0)
            {
                yield return new ReferenceSignal(
                    ReferenceKind.Closed,
                    name,
                    time + TimeSpan.FromMinutes(_random.Next(1, 200))
                );
            }
        }
    }

    /// <summary>Returns one or more messages for each signal.</summary>
    private IEnumerable<Message> Good() =>
        from pair in _signals.SelectMany(meter => meter.Value.Select(signal => (meter.Key, Signal: signal)))
        // The same signal in another event, the same event in another message, and the same message again.
        from body in Enumerable.Range(0, Often()).Select(_ => Event(pair.Key, pair.Signal))
        from message in Enumerable.Range(0, Often()).Select(_ => new Message(NextId(), body, IsBad: false))
        from again in Enumerable.Repeat(message, Often())
        select again;

    private IEnumerable<Message> Bad(int count) =>
        Enumerable
            .Range(0, count)
            .Select(number =>
            {
                var good = Event(
                    (Teams[0], "nobody", "autocad"),
                    new ReferenceSignal(ReferenceKind.Opened, "s", _midnight)
                );
                var body = (number % 5) switch
                {
                    0 => "not even JSON",
                    1 => good.Replace("\"autocad\"", "\"nosuchcad\"", StringComparison.Ordinal),
                    2 => good.Replace("\"design\"", "\"nosuchteam\"", StringComparison.Ordinal),
                    3 => good.Replace("\"nobody\"", "\"no body\"", StringComparison.Ordinal),
                    _ => Event(
                        (Teams[0], "nobody", "autocad"),
                        new ReferenceSignal(ReferenceKind.Opened, "s", _midnight.AddDays(-8))
                    ),
                };
                return new Message(NextId(), body, IsBad: true);
            });

    /// <summary>Shuffles the messages, moves a tenth of them to the end, and forms single messages and batches.</summary>
    private IEnumerable<IReadOnlyList<Message>> Grouped(Message[] messages)
    {
        _random.Shuffle(messages);
        Message[] late = [.. messages.Where((_, index) => index % 10 == 0)];
        Message[] all = [.. messages.Except(late), .. late];
        for (var next = 0; next < all.Length; )
        {
            var size = Math.Min(_random.Next(2) == 0 ? 1 : _random.Next(2, 40), all.Length - next);
            yield return all[next..(next + size)];
            next += size;
        }
    }

    private int Often() => _random.Next(12) == 0 ? 2 : 1;

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"message-{++_messages}");

    private string Event((TeamName Team, string User, string Product) of, ReferenceSignal signal) =>
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
                account = of.Team.Account,
                team = of.Team.Team,
                user = of.User,
                product = of.Product,
                session = signal.Session,
            }
        );

    /// <summary>A message.</summary>
    /// <param name="Id">The message id; duplicates of a message have the same id.</param>
    /// <param name="Body">The body.</param>
    /// <param name="IsBad">True if it must be dead-lettered.</param>
    public sealed record Message(string Id, string Body, bool IsBad);
}
