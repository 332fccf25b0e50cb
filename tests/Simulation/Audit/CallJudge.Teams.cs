using FlexFunctions.ReferenceModel;

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

        var conditions = rule.For(call.Product, denial: null);
        var decision = given
            ? ReferenceRules.GiveSeat(meter, team.Grants, conditions)
            : ReferenceRules.TakeSeat(meter, team.Grants, conditions);
        foreach (var posted in Lines.Of(decision.Settlement, whose.Item1, call.Product, "call"))
        {
            line(call.Team, posted);
        }

        team = team with
        {
            Grants = decision.Grants,
            Meters = team.Meters.SetItem(whose, decision.Meter),
            Seats = team.Seats.SetItem(call.Product, (seats.Sold, seats.Held + (given ? 1 : -1))),
        };
        return (before.With(call.Team, team), null);
    }
}
