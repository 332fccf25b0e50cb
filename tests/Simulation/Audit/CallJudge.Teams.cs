namespace FlexFunctions.Simulation.Audit;

/// <content>R8 and R9: policy and seats.</content>
internal sealed partial class CallJudge
{
    private (Account After, string? Code) OfTeam(Account before, Team team, AdminCall call)
    {
        var policy = team.Policy;
        var seats = team.Seats.GetValueOrDefault(call.Product);
        switch (call.Kind)
        {
            case CallKind.Policy:
                policy = policy with
                {
                    AssignedOnly = call.AssignedOnly,
                    Products = call.Products is { } some ? [.. some] : null,
                    LowTokens = call.LowTokens,
                    LowPercent = call.LowPercent ?? 20,
                    Recipients = [.. call.Recipients],
                };
                return (before.With(call.Team, team with { Policy = policy }), null);
            case CallKind.Assign:
                policy = policy with { Assigned = policy.Assigned.Add(Lines.Lower(call.User)) };
                return (before.With(call.Team, team with { Policy = policy }), null);
            case CallKind.Unassign:
                policy = policy with { Assigned = policy.Assigned.Remove(Lines.Lower(call.User)) };
                return (before.With(call.Team, team with { Policy = policy }), null);
            case CallKind.Sell:
                return call.Number < seats.Held
                    ? (before, "seats-in-use")
                    : (
                        before.With(
                            call.Team,
                            team with
                            {
                                Seats = team.Seats.SetItem(call.Product, (call.Number, seats.Held)),
                            }
                        ),
                        null
                    );
            case CallKind.Give or CallKind.Take:
                return Seat(before, team, call, seats);
            default:
                return (before, null);
        }
    }

    private (Account After, string? Code) Seat(Account before, Team team, AdminCall call, (long Sold, long Held) seats)
    {
        var whose = (Lines.Lower(call.User), call.Product);
        var meter = team.Meter(whose.Item1, call.Product);
        var given = call.Kind == CallKind.Give;
        if (meter.HoldsSeat == given)
        {
            return (before, null);
        }

        if (given && seats.Held >= seats.Sold)
        {
            return (before, "no-seat-left");
        }

        var last = meter.Seats.IsEmpty ? default : meter.Seats[^1];
        var held = given
            ? meter.Seats.Add(new SeatHeld(last.Taken > rule.Now ? last.Taken.Value : rule.Now, null))
            : meter.Seats.SetItem(
                meter.Seats.Count - 1,
                last with
                {
                    Taken = rule.Now > last.Given ? rule.Now : last.Given,
                }
            );
        meter = meter with { Seats = held };
        var lines = new List<string>();
        var settled = Charges.Settle(team, meter, rule, whose, lines, "call");
        while (settled.Unpaid is { } unpaid)
        {
            meter = CloseFrom(meter, unpaid);
            settled = Charges.Settle(team, meter, rule, whose, lines, "call");
        }

        lines.ForEach(posted => line(call.Team, posted));
        team = settled.Team with
        {
            Meters = settled.Team.Meters.SetItem(whose, settled.Meter),
            Seats = settled.Team.Seats.SetItem(call.Product, (seats.Sold, seats.Held + (given ? 1 : -1))),
        };
        return (before.With(call.Team, team), null);
    }

    /// <summary>Every session is cut at an instant, and its proof from there on is forgotten (R8).</summary>
    private Meter CloseFrom(Meter meter, DateTimeOffset at)
    {
        var cut = Use.Sessions(meter)
            .Where(session =>
                Use.PassesAcross(meter, session, at, rule.Terms)
                || Use.Runs(meter, session, rule.Terms).Exists(run => run[0].Time < at && at <= run[^1].Time)
            )
            .Select(session => new Cut(session, at))
            .ToList();
        return meter with
        {
            Signals = [.. meter.Signals.Where(signal => signal.Time < at)],
            Cuts = [.. meter.Cuts.Where(each => each.Time < at), .. cut],
        };
    }
}
