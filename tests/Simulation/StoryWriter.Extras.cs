using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <content>
/// Past balances, exports, malformed messages, absurd instants, batches for several accounts, a damaged meter, a
/// rush of purchases, an outage.
/// They have their own random numbers, so they leave the other steps of the story as they are.
/// </content>
internal sealed partial class StoryWriter
{
    /// <summary>The teams of a batch for several accounts. No one ever names the last two.</summary>
    private static readonly (string Account, string Team)[] s_addressees =
    [
        ("acme", "design"),
        ("acme", "build"),
        ("globex", "lab"),
        ("globex", "design"),
        ("nobody", "design"),
    ];

    /// <summary>The user whose meter is damaged. No other step is about this user.</summary>
    private const string DamagedUser = "pat";

    private void AddExtras()
    {
        var dice = new Random(_seed ^ 0x5EED);
        var instants = _steps.Select(step => step.At).Order().ToList();
        for (var i = 0; i < 8; i++)
        {
            AskForPast(dice, AnyInstant());
        }

        for (var i = 0; i < 3; i++)
        {
            var (account, team) = s_addressees[dice.Next(s_addressees.Length)];
            AddCall(dice, AnyInstant(), new AdminCall(CallKind.Export, account, team));
        }

        for (var i = 0; i < 3; i++)
        {
            SendToSeveral(dice, AnyInstant());
            SendUnreadable(dice, AnyInstant());
            SendAbsurd(dice, AnyInstant());
        }

        DamageMeter(dice, AnyInstant());
        Rush(dice, AnyInstant());
        // Playing a day of failed calls takes as long as fifty other stories.
        if (_seed % 200 == 40)
        {
            _steps.Add(new Step.Outage(++_number, AnyInstant(), TimeSpan.FromDays(1)));
        }

        // Soon after another step, so that it meets what that step does.
        DateTimeOffset AnyInstant() => instants[dice.Next(instants.Count)].AddSeconds(dice.Next(90));
    }

    private void AskForPast(Random dice, DateTimeOffset at)
    {
        var (account, team) = s_addressees[dice.Next(s_addressees.Length)];
        var call = new AdminCall(CallKind.PastBalance, account, team)
        {
            Time = at.AddMinutes(-dice.Next(2, 3_000)),
            AtBoundary = dice.Next(4) > 0,
        };
        AddCall(dice, at, call);
    }

    private void AddCall(Random dice, DateTimeOffset at, AdminCall call) =>
        _steps.Add(new Step.Ask(++_number, at, call, dice.Next(10) == 0));

    /// <summary>Sends a batch of equal events for several accounts and teams; one of the events may be malformed.</summary>
    private void SendToSeveral(Random dice, DateTimeOffset at)
    {
        var addressees = s_addressees.ToArray();
        dice.Shuffle(addressees);
        var sent = AnEvent(dice, at);
        var events = addressees[..dice.Next(2, addressees.Length + 1)]
            .Select(to => sent with { Account = to.Account, Team = to.Team, Id = $"e{++_number}" })
            .ToList();
        if (dice.Next(2) == 0)
        {
            var spoiled = dice.Next(events.Count);
            events[spoiled] = events[spoiled] with { Flaw = (EventFlaw)dice.Next(Enum.GetValues<EventFlaw>().Length) };
        }

        AddMessage(at, new SentMessage(++_number, events));
    }

    /// <summary>Sends a message of which nothing can be read: a malformed event, or a body that is not JSON.</summary>
    private void SendUnreadable(Random dice, DateTimeOffset at)
    {
        var sent = AnEvent(dice, at);
        AddMessage(
            at,
            dice.Next(2) == 0
                ? new SentMessage(
                    ++_number,
                    [sent with { Flaw = (EventFlaw)dice.Next(Enum.GetValues<EventFlaw>().Length) }]
                )
                : new SentMessage(++_number, [sent, sent with { Id = $"e{++_number}" }])
                {
                    Flaw = (BodyFlaw)dice.Next(Enum.GetValues<BodyFlaw>().Length),
                }
        );
    }

    /// <summary>
    /// Sends a batch of which one event has an instant at an end of the calendar, or that claims an absurd first enqueued time.
    /// </summary>
    private void SendAbsurd(Random dice, DateTimeOffset at)
    {
        DateTimeOffset[] absurd =
        [
            DateTimeOffset.MinValue,
            DateTimeOffset.MinValue.AddDays(8),
            at.AddDays(-367),
            at.AddDays(-365),
            at.AddDays(1),
            DateTimeOffset.MaxValue,
        ];
        var (claimed, first, second) = (absurd[dice.Next(absurd.Length)], AnEvent(dice, at), AnEvent(dice, at));
        var message = new SentMessage(
            ++_number,
            [
                dice.Next(3) > 0
                    ? first with
                    {
                        Time = dice.Next(2) == 0 ? claimed : absurd[dice.Next(absurd.Length)],
                    }
                    : first,
                second,
            ]
        );
        AddMessage(at, dice.Next(3) > 0 ? message with { FirstEnqueued = claimed } : message);
    }

    /// <summary>Damages the meter of one user for some hours, while that user and others use products.</summary>
    private void DamageMeter(Random dice, DateTimeOffset at)
    {
        var (account, team) = s_teams[dice.Next(s_teams.Length)];
        var length = TimeSpan.FromHours(dice.Next(1, 6));
        _steps.Add(new Step.Damage(++_number, at, account, $"meter|{team}|{DamagedUser}|maya", length));
        for (var i = 0; i < 4; i++)
        {
            var sent = AnEvent(dice, at + (dice.NextDouble() * length));
            var ofDamaged = new SentEvent(
                "opened",
                account,
                team,
                DamagedUser,
                "maya",
                $"s{i}",
                sent.Time,
                "sim",
                $"e{++_number}"
            );
            AddMessage(sent.Time.AddSeconds(1), new SentMessage(++_number, [ofDamaged]));
            AddMessage(
                sent.Time.AddSeconds(1),
                new SentMessage(++_number, [sent with { Account = account, Team = team }])
            );
        }
    }

    /// <summary>Buys orders for one team, all at the same instant at one instance.</summary>
    private void Rush(Random dice, DateTimeOffset at)
    {
        var (account, team) = s_teams[dice.Next(s_teams.Length)];
        var calls = new List<AdminCall>();
        for (var i = 0; i < 12; i++)
        {
            calls.Add(
                new AdminCall(CallKind.Buy, account, "")
                {
                    To = team,
                    Key = $"k{++_number}",
                    Number = 1,
                    Status = "card",
                }
            );
        }

        _steps.Add(new Step.Rush(++_number, at, calls));
    }

    private void AddMessage(DateTimeOffset at, SentMessage message) =>
        _steps.Add(new Step.Send(message.Number, at, message));

    private SentEvent AnEvent(Random dice, DateTimeOffset at)
    {
        var (account, team) = s_teams[dice.Next(s_teams.Length)];
        var (user, time, id) = (s_users[dice.Next(s_users.Length)], at.AddSeconds(-dice.Next(600)), $"e{++_number}");
        return dice.Next(4) == 0
            ? new SentEvent("result", account, team, user, "revit", "", time, "sim", id, "rendering", 1.5m)
            : new SentEvent(
                dice.Next(3) == 0 ? "heartbeat" : "opened",
                account,
                team,
                user,
                s_products[dice.Next(s_products.Length)],
                $"s{dice.Next(4)}",
                time,
                "sim",
                id
            );
    }
}
