using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>R8, R11–R16: the effect of API calls.</summary>
/// <param name="rule">The settings, prices and the time.</param>
/// <param name="overdue">Whether an overdue invoice is assumed to block the account.</param>
/// <param name="line">Receives the team and text of each line that must be posted.</param>
internal sealed partial class CallJudge(Rule rule, bool overdue, Action<string, string> line)
{
    private const int MostOrders = 64;

    /// <summary>Returns the account after a call, and the code of its rejection.</summary>
    /// <param name="before">The account before.</param>
    /// <param name="call">The call.</param>
    /// <param name="id">The id of the new order or grant of credits.</param>
    public (Account After, string? Code) Judge(Account before, AdminCall call, string id)
    {
        if (call.Key is not null && before.Keys.TryGetValue(KeyOf(call), out var first))
        {
            return (before, first == call ? null : "idempotency-key-reused");
        }

        var (after, code) = Decide(before, call, id);
        return call.Key is null || code is not null
            ? (after, code)
            : (after with { Keys = after.Keys.Add(KeyOf(call), call) }, null);
    }

    /// <summary>Returns the scope of the call's idempotency key: operation and resource (R11).</summary>
    public static string KeyOf(AdminCall call) =>
        call.Kind switch
        {
            CallKind.Buy => $"buy {call.Key}",
            CallKind.Credits => $"credits {call.Team} {call.Key}",
            _ => $"{call.Kind} {call.Order} {call.Key}",
        };

    private (Account After, string? Code) Decide(Account before, AdminCall call, string id)
    {
        switch (call.Kind)
        {
            case CallKind.Buy:
                return Buy(before, call, id);
            case CallKind.Credits:
                var credits = new ReferenceGrant(id, call.Number * 1000, call.Time, call.Number * 1000, IsCredit: true);
                line(call.Team, Lines.OfGrant("granted", credits, credits.Bought));
                var granted = before.Team(call.Team);
                return (before.With(call.Team, granted with { Grants = granted.Grants.Add(credits) }), null);
            case CallKind.Move or CallKind.Return or CallKind.Invoice:
                return !before.Orders.TryGetValue(call.Order, out var order) ? (before, "order-not-found")
                    : call.Kind == CallKind.Move ? Move(before, order, call.To)
                    : call.Kind == CallKind.Return ? Return(before, order)
                    : Invoice(before, order, call.Status);
            case CallKind.Policy or CallKind.Sell:
                return OfTeam(before, before.Team(call.Team), call);
            default:
                return before.Teams.TryGetValue(call.Team, out var team)
                    ? OfTeam(before, team, call)
                    : (before, "not-found");
        }
    }

    private (Account After, string? Code) Buy(Account before, AdminCall call, string id)
    {
        if (overdue)
        {
            return (before, "payment-overdue");
        }

        var (name, whole) = (call.To.Length > 0 ? call.To : Account.NoTeam, call.Number * 1000);
        var team = before.Team(name);
        if (name != Account.NoTeam && IsFull(team))
        {
            return (before, "too-many-orders");
        }

        var order = new Order(id, name, call.Number, call.Status == "card" ? "paid" : "open", rule.Now);
        var grant = new ReferenceGrant(id, whole, order.Expires, whole);
        line(name, Lines.OfGrant("bought", grant, whole, $"{rule.Prices.UnitPrice(call.Number) * call.Number:0.00}"));
        var bought = before with { Orders = before.Orders.Add(id, order) };
        return (bought.With(name, team with { Grants = team.Grants.Add(grant) }), null);
    }

    private (Account After, string? Code) Move(Account before, Order order, string to)
    {
        var source = before.Team(order.Team);
        var grant = source.Grants.Find(each => each.Order == order.Id);
        if (grant is null || grant.Left == 0 || grant.Expires <= rule.Now || order.Invoice == "void")
        {
            return (before, "order-not-active");
        }

        if (order.Team == to)
        {
            return (before, "same-team");
        }

        if (IsFull(before.Team(to)))
        {
            return (before, "too-many-orders");
        }

        line(order.Team, Lines.OfGrant("movedOut", grant, grant.Left, to));
        line(to, Lines.OfGrant("movedIn", grant, grant.Left, order.Team));
        var after = before.With(order.Team, source with { Grants = source.Grants.Remove(grant) });
        var target = after.Team(to);
        after = after.With(to, target with { Grants = target.Grants.Add(grant) });
        return (after with { Orders = after.Orders.SetItem(order.Id, order with { Team = to }) }, null);
    }

    private (Account After, string? Code) Return(Account before, Order order)
    {
        if (order.Refund is not null)
        {
            return (before, null);
        }

        if (order.Invoice == "void")
        {
            return (before, "order-not-active");
        }

        if (rule.Now > order.At.AddDays(30))
        {
            return (before, "return-window-closed");
        }

        var team = before.Team(order.Team);
        var grant = team.Grants.Find(each => each.Order == order.Id);
        if (grant is null || grant.Left == 0)
        {
            return (before, "nothing-to-return");
        }

        var used = (grant.Bought - grant.Left) / 1000m;
        var total = rule.Prices.UnitPrice(order.Tokens) * order.Tokens;
        var price = Math.Min(
            total,
            decimal.Round(used * rule.Prices.UnitPrice(used), 2, MidpointRounding.AwayFromZero)
        );
        var (refund, due) = order.Invoice == "paid" ? (total - price, 0m) : (0m, price);
        line(order.Team, Lines.OfGrant("returned", grant, grant.Left, $"{refund:0.00} {due:0.00}"));
        var after = before.With(order.Team, team with { Grants = team.Grants.Remove(grant) });
        var returned = order with { Refund = refund, StillDue = due };
        return (after with { Orders = after.Orders.SetItem(order.Id, returned) }, null);
    }

    private (Account After, string? Code) Invoice(Account before, Order order, string status)
    {
        if (order.Invoice == status)
        {
            return (before, null);
        }

        if (
            order.Invoice is not ("open" or "overdue")
            || (order.Invoice == "overdue" && status is not ("paid" or "void"))
        )
        {
            return (before, "invalid-transition");
        }

        var after = before with { Orders = before.Orders.SetItem(order.Id, order with { Invoice = status }) };
        var team = before.Team(order.Team);
        if (status == "void" && team.Grants.Find(each => each.Order == order.Id) is { } grant)
        {
            line(order.Team, Lines.OfGrant("voided", grant, grant.Left));
            after = after.With(order.Team, team with { Grants = team.Grants.Remove(grant) });
        }

        return (after, null);
    }

    private bool IsFull(Team team) =>
        team.Grants.Count(grant => !grant.IsCredit && grant.Left > 0 && rule.Now < grant.Expires) >= MostOrders;
}
