namespace FlexFunctions.Domain;

/// <summary>The decision on moving an order to another team (R15).</summary>
public abstract record MoveDecision
{
    private MoveDecision() { }

    /// <summary>The order moves with its whole remainder; both teams change in one commit.</summary>
    /// <param name="Order">The order in its new team.</param>
    /// <param name="From">The grants of the old team after it.</param>
    /// <param name="MovedOut">The line for the old team's journal.</param>
    /// <param name="To">The grants of the new team after it.</param>
    /// <param name="MovedIn">The line for the new team's journal.</param>
    public sealed record Accepted(
        Order Order,
        GrantPool From,
        Posting.MovedOut MovedOut,
        GrantPool To,
        Posting.MovedIn MovedIn
    ) : MoveDecision;

    /// <summary>The order cannot be moved.</summary>
    public sealed record Refused(Rejection Rejection) : MoveDecision;

    /// <summary>Decides a move.</summary>
    /// <param name="order">The order.</param>
    /// <param name="from">The grants of the team that has the order, or of <see cref="TeamId.Unassigned"/>.</param>
    /// <param name="team">The new team.</param>
    /// <param name="to">The grants of the new team.</param>
    /// <param name="now">The instant of the move.</param>
    public static MoveDecision Of(Order order, GrantPool from, TeamId team, GrantPool to, DateTimeOffset now)
    {
        var left = from.Remaining.GetValueOrDefault(order.Grant);
        if (order.StatusAt(now, left) is var status and not OrderStatus.Active)
        {
            return Refuse(RejectionCode.OrderNotActive, $"Order '{order.Id}' is {status}; only an active one moves.");
        }

        if (order.Team == team)
        {
            return Refuse(RejectionCode.SameTeam, $"Order '{order.Id}' is in team '{team}' already.");
        }

        return to.IsFullAt(now)
            ? Refuse(
                RejectionCode.TooManyOrders,
                $"Team '{team}' has {GrantPool.MaxLiveOrders} orders with tokens left; it can have no more."
            )
            : new Accepted(
                order with
                {
                    Team = team,
                },
                from.Without(order.Grant),
                new Posting.MovedOut(order.Grant, left, team),
                to.With(order.Grant, left),
                new Posting.MovedIn(order.Grant, left, order.Team)
            );
    }

    private static Refused Refuse(string code, string detail) => new(new Rejection(code, detail, "team"));
}
