namespace FlexFunctions.ReferenceModel;

/// <summary>An account and its teams: R11 (blocked accounts), R14, R15 and R16. A method returns a code or "done".</summary>
public sealed class ReferenceAccount(
    ReferenceOptions options,
    Func<string, DateTimeOffset, long> rate,
    params string[] teams
)
{
    private readonly Dictionary<string, ReferenceOrder> _orders = new(StringComparer.Ordinal);

    public Dictionary<string, ReferenceTeam> Teams { get; } =
        teams.ToDictionary(team => team, _ => new ReferenceTeam(options, rate), StringComparer.Ordinal);

    public string Buy(string order, long tokens, string team, bool byInvoice, DateTimeOffset at)
    {
        if (_orders.Values.Any(other => other.Invoice == "overdue"))
        {
            return "payment-overdue";
        }

        _orders.Add(
            order,
            new ReferenceOrder
            {
                Team = team,
                Bought = at,
                Invoice = byInvoice ? "open" : "paid",
            }
        );
        Teams[team].Buy(order, tokens, at);
        return "done";
    }

    public string Return(string order, DateTimeOffset at)
    {
        var its = _orders[order];
        if (its.Returned)
        {
            return "known";
        }

        if (its.Invoice == "void")
        {
            return "order-not-active";
        }

        if (at - its.Bought > TimeSpan.FromDays(30))
        {
            return "return-window-closed";
        }

        if (Left(order) == 0)
        {
            return "nothing-to-return";
        }

        its.Returned = true;
        Teams[its.Team].Remove(order);
        return "done";
    }

    public string Move(string order, string team, DateTimeOffset at)
    {
        var its = _orders[order];
        if (its.Returned || its.Invoice == "void" || at >= its.Bought.AddYears(1) || Left(order) == 0)
        {
            return "order-not-active";
        }

        if (its.Team == team)
        {
            return "same-team";
        }

        var grant = Teams[its.Team].Grants.Single(other => other.Order == order);
        Teams[its.Team].Remove(order);
        Teams[team].Grants = Teams[team].Grants.Add(grant);
        its.Team = team;
        return "done";
    }

    public string Invoice(string order, string status)
    {
        var its = _orders[order];
        if (its.Invoice == status)
        {
            return "known";
        }

        if (!(its.Invoice == "open" || (its.Invoice == "overdue" && status is "paid" or "void")))
        {
            return "invalid-transition";
        }

        its.Invoice = status;
        if (status == "void")
        {
            Teams[its.Team].Remove(order);
        }

        foreach (var team in Teams.Values)
        {
            team.Admission = team.Admission with { Overdue = _orders.Values.Any(other => other.Invoice == "overdue") };
        }

        return "done";
    }

    private long Left(string order) =>
        Teams[_orders[order].Team].Grants.Where(grant => grant.Order == order).Sum(grant => grant.Left);
}
