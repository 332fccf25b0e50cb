using FlexFunctions.ReferenceModel;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>Writes random stories.</summary>
internal sealed partial class StoryWriter
{
    private static readonly (string Account, string Team)[] s_teams =
    [
        ("acme", "design"),
        ("acme", "build"),
        ("globex", "lab"),
    ];

    private static readonly string[] s_users = ["ann", "bob", "Cem", "CEM", "dee"];
    private static readonly string[] s_recipients = ["a@x.org", "b@x.org"];
    private static readonly string[] s_products = ["autocad", "revit", "maya"];

    private readonly int _seed;
    private readonly Random _dice;
    private readonly ReferenceOptions _terms;
    private readonly DateTimeOffset _start;
    private readonly List<(DateTimeOffset At, SentEvent Sent)> _events = [];
    private readonly List<Step> _steps = [];
    private readonly List<(string Account, string Key)> _orders = [];
    private int _number;

    private StoryWriter(int seed)
    {
        (_seed, _dice) = (seed, new Random(seed));
        TimeSpan[] lateness = [TimeSpan.FromDays(7), TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromHours(2)];
        _terms = new ReferenceOptions(TimeSpan.FromMinutes(15), Any(lateness));
        // The second start is a day before a rate changes.
        _start = Any<DateTimeOffset>([
            new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero),
            new(2027, 2, 28, 6, 0, 0, TimeSpan.Zero),
        ]);
    }

    /// <summary>Writes the story of a seed, with at least 100 events.</summary>
    public static Story Write(int seed) => new StoryWriter(seed).Write();

    private Story Write()
    {
        foreach (var (account, team) in s_teams)
        {
            Buy(_start, account, team, _dice.Next(20, 120));
            var policy = new AdminCall(CallKind.Policy, account, team) { Recipients = Recipients() };
            Ask(_start.AddMinutes(1), policy);
        }

        var starts = _dice.Next(4) switch
        {
            // A year passes, so that orders expire and expiry warnings are due.
            0 => new[] { TimeSpan.Zero, TimeSpan.FromDays(336), TimeSpan.FromDays(364.8) },
            1 => [TimeSpan.Zero, TimeSpan.FromDays(8), TimeSpan.FromDays(29.5)],
            _ => [TimeSpan.Zero, TimeSpan.FromHours(20)],
        };
        foreach (var start in starts)
        {
            Live(_start + start, TimeSpan.FromHours(_dice.Next(12, 40)), 1 + (16 / starts.Length), 26 / starts.Length);
        }

        Pack();
        while (_events.Count + _steps.Count < 101)
        {
            Ask(_steps[^1].At, Any(s_teams));
        }

        AddExtras();
        double[] odds = [0, 0.01, 0.03, 0.08];
        return new Story(
            _seed,
            _terms,
            _dice.Next(1, 4),
            Any(odds),
            [.. _steps.OrderBy(step => step.At).ThenBy(step => step.Number)]
        );
    }

    /// <summary>Writes some hours of sessions, results, calls and timers.</summary>
    private void Live(DateTimeOffset from, TimeSpan length, int sessions, int calls)
    {
        for (var i = 0; i < sessions; i++)
        {
            Session(from + (_dice.NextDouble() * length), Any(s_teams));
        }

        for (var i = 0; i < calls; i++)
        {
            Ask(Later(from, length), Any(s_teams));
        }

        Hurry(Later(from, length), Any(s_teams));

        for (var i = 0; i < 5; i++)
        {
            _steps.Add(
                new Step.Tick(
                    ++_number,
                    Later(from, length),
                    Any(OperationKind.Warn, OperationKind.Expire, OperationKind.Warn)
                )
            );
            Result(Later(from, length), Any(s_teams));
        }

        _steps.Add(new Step.Tick(++_number, Later(from, length), OperationKind.Reconcile));
        _steps.Add(new Step.Crash(++_number, Later(from, length)));
        _steps.Add(new Step.Resubmit(++_number, Later(from, length)));
    }

    private void Session(DateTimeOffset from, (string Account, string Team) of)
    {
        var (user, product, session) = (Any(s_users), Any(s_products), $"s{_dice.Next(4)}");
        // Whole minutes, so that signals coincide.
        var time = new DateTimeOffset(from.Year, from.Month, from.Day, from.Hour, from.Minute, 0, TimeSpan.Zero);
        Signal("opened");
        for (var i = _dice.Next(7); i > 0; i--)
        {
            time += TimeSpan.FromMinutes(_dice.Next(8) == 0 ? _dice.Next(16, 1_500) : _dice.Next(3, 16));
            Signal(_dice.Next(10) == 0 ? "opened" : "heartbeat");
        }

        time += TimeSpan.FromMinutes(_dice.Next(4) == 0 ? _dice.Next(16, 2_900) : _dice.Next(1, 16));
        if (_dice.Next(4) > 0)
        {
            Signal("closed");
        }

        void Signal(string kind)
        {
            var team = _dice.Next(60) == 0 ? "ghost" : of.Team;
            Take(new SentEvent(kind, of.Account, team, user, product, session, time, "sim", $"e{++_number}"));
        }
    }

    /// <summary>
    /// Forbids a product, tries to open it, allows it and tries again, all within a minute, so that an instance's cached
    /// policy is old.
    /// </summary>
    private void Hurry(DateTimeOffset at, (string Account, string Team) of)
    {
        var (user, product) = (Any(s_users), Any(s_products));
        var policy = new AdminCall(CallKind.Policy, of.Account, of.Team) { Recipients = Recipients() };
        Ask(at, policy with { Products = [product == s_products[0] ? s_products[1] : s_products[0]] });
        Ask(at.AddSeconds(30), policy);
        for (var i = 0; i < 8; i++)
        {
            var time = at.AddSeconds(2 + (i * 6));
            var sent = new SentEvent(
                "opened",
                of.Account,
                of.Team,
                user,
                product,
                $"s{i % 4}",
                time,
                "sim",
                $"e{++_number}"
            );
            _events.Add((time.AddSeconds(1), sent));
        }
    }

    private void Result(DateTimeOffset at, (string Account, string Team) of)
    {
        var (product, result) = Any(
            ("cfd", "simulation-basic"),
            ("revit", "rendering"),
            ("flow", "wedging"),
            ("flow", "no")
        );
        var quantity = _dice.Next(1, 40) / 4m;
        var id = $"r{_dice.Next(8)}";
        Take(new SentEvent("result", of.Account, of.Team, Any(s_users), product, "", at, "sim", id, result, quantity));
    }

    /// <summary>Sends an event: usually soon, sometimes late or twice.</summary>
    private void Take(SentEvent sent)
    {
        do
        {
            var late = _dice.Next(12) switch
            {
                0 => TimeSpan.FromMinutes(_dice.Next(600)),
                1 => _terms.Lateness * (_dice.NextDouble() * 1.1),
                2 => TimeSpan.FromMinutes(-_dice.Next(7)),
                _ => TimeSpan.FromSeconds(_dice.Next(1, 60)),
            };
            var at = sent.Time + late;
            _events.Add((at < _start.AddMinutes(1) ? _start.AddMinutes(1) : at, sent));
        } while (_dice.Next(8) == 0);
    }

    /// <summary>Puts events that are sent together into one message, or each into its own.</summary>
    private void Pack()
    {
        var waiting = new Queue<(DateTimeOffset At, SentEvent Sent)>(_events.OrderBy(entry => entry.At));
        while (waiting.TryDequeue(out var first))
        {
            var together = new List<SentEvent> { first.Sent };
            while (_dice.Next(4) == 0 && waiting.TryDequeue(out var next))
            {
                (first.At, _) = next;
                together.Add(next.Sent);
            }

            var number = ++_number;
            _steps.Add(new Step.Send(number, first.At, new SentMessage(number, together)));
        }
    }

    private DateTimeOffset Later(DateTimeOffset from, TimeSpan length) =>
        from.AddMinutes(2) + (_dice.NextDouble() * length);

    private T Any<T>(params T[] of) => of[_dice.Next(of.Length)];
}
