namespace FlexFunctions.Domain.Tests.Building;

/// <summary>
/// An account with its teams and orders, for tests that read as a story. Purchases, returns, moves and invoice changes
/// are decided by the product and posted immediately.
/// </summary>
public sealed class Customer(MeteringOptions? options = null, RateCard? rates = null)
{
    private readonly Dictionary<string, Team> _teams = new(StringComparer.Ordinal);

    public Account Account { get; private set; } = Account.New;
    public Dictionary<string, Order> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns a team, and creates it if necessary; <c>~</c> is the unassigned team.</summary>
    public Team Team(string name)
    {
        if (!_teams.TryGetValue(name, out var team))
        {
            _teams.Add(name, team = new Team(options, rates, TeamId.Stored(name)));
        }

        return team;
    }

    public Purchase Buy(
        string order,
        long tokens,
        DateTimeOffset at,
        string team = "design",
        PaymentMethod payment = PaymentMethod.Card
    )
    {
        var to = Team(team);
        var purchase = Purchase.Decide(
            OrderId.Of(order),
            Building.Team.Account,
            Sample.Request(tokens, team: to.Ledger.Team) with
            {
                Payment = payment,
            },
            Account,
            to.Usage.Pool,
            Sample.Prices,
            at
        );
        if (purchase is Purchase.Accepted accepted)
        {
            Orders.Add(order, accepted.Order);
            to.Apply(accepted.Pool, accepted.Posting, at);
        }

        return purchase;
    }

    public ReturnDecision Return(string order, DateTimeOffset at)
    {
        var team = TeamOf(order);
        var decision = ReturnDecision.Of(Orders[order], team.Usage.Pool, Sample.Prices, at);
        if (decision is ReturnDecision.Accepted accepted)
        {
            Orders[order] = accepted.Order;
            team.Apply(accepted.Pool, accepted.Posting, at);
        }

        return decision;
    }

    public MoveDecision Move(string order, string team, DateTimeOffset at)
    {
        var (from, to) = (TeamOf(order), Team(team));
        var decision = MoveDecision.Of(Orders[order], from.Usage.Pool, to.Ledger.Team, to.Usage.Pool, at);
        if (decision is MoveDecision.Accepted accepted)
        {
            Orders[order] = accepted.Order;
            from.Apply(accepted.From, accepted.MovedOut, at);
            to.Apply(accepted.To, accepted.MovedIn, at);
        }

        return decision;
    }

    public InvoiceDecision Invoice(string order, InvoiceStatus status, DateTimeOffset at)
    {
        var team = TeamOf(order);
        var decision = InvoiceDecision.Of(Orders[order], status, Account, team.Usage.Pool);
        if (decision is InvoiceDecision.Accepted accepted)
        {
            (Orders[order], Account) = (accepted.Order, accepted.ChangedAccount ?? Account);
            team.Apply(accepted.Pool, accepted.Posting, at);
            foreach (var other in _teams.Values)
            {
                other.WithOverdueInvoice(Account.IsBlocked);
            }
        }

        return decision;
    }

    /// <summary>Returns the status of an order at an instant.</summary>
    public OrderStatus StatusOf(string order, DateTimeOffset at) =>
        Orders[order].StatusAt(at, TeamOf(order).Usage.Pool.Remaining.GetValueOrDefault(Orders[order].Grant));

    private Team TeamOf(string order) => Team(Orders[order].Team.Value);
}
