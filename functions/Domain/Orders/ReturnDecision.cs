namespace FlexFunctions.Domain;

/// <summary>The decision on the return of an order (R14).</summary>
public abstract record ReturnDecision
{
    private ReturnDecision() { }

    /// <summary>The order is returned.</summary>
    /// <param name="Order">The order, returned.</param>
    /// <param name="Pool">The team's grants without it.</param>
    /// <param name="Posting">The line for the team's journal.</param>
    public sealed record Accepted(Order Order, GrantPool Pool, Posting.Returned Posting) : ReturnDecision;

    /// <summary>The order was returned before; the answer is the same.</summary>
    public sealed record Known(OrderReturn Return) : ReturnDecision;

    /// <summary>The order cannot be returned.</summary>
    public sealed record Refused(Rejection Rejection) : ReturnDecision;

    /// <summary>Decides a return.</summary>
    /// <param name="order">The order.</param>
    /// <param name="pool">The grants of the team that has the order.</param>
    /// <param name="lists">All price lists.</param>
    /// <param name="now">The instant of the return.</param>
    public static ReturnDecision Of(Order order, GrantPool pool, IEnumerable<PriceList> lists, DateTimeOffset now)
    {
        if (order.Return is { } before)
        {
            return new Known(before);
        }

        if (order.Invoice == InvoiceStatus.Void)
        {
            return Refuse(RejectionCode.OrderNotActive, $"Order '{order.Id}' is void.");
        }

        if (now > order.PurchasedAt.AddDays(OrderReturn.Days))
        {
            return Refuse(
                RejectionCode.ReturnWindowClosed,
                $"An order can be returned up to {OrderReturn.Days} days after its purchase, at {order.PurchasedAt:O}."
            );
        }

        var left = pool.Remaining.GetValueOrDefault(order.Grant);
        if (!left.IsPositive)
        {
            return Refuse(RejectionCode.NothingToReturn, $"Nothing is left of order '{order.Id}'.");
        }

        var prices =
            PriceList.For(order.Country, order.PurchasedAt, lists)
            ?? throw new InvalidOperationException(
                $"Order '{order.Id}' was bought in '{order.Country}' at {order.PurchasedAt:O}, but the catalog has no prices for it."
            );
        var returned = OrderReturn.Of(order, left, prices);
        return new Accepted(
            order with
            {
                Return = returned,
            },
            pool.Without(order.Grant),
            new Posting.Returned(order.Grant, returned)
        );
    }

    private static Refused Refuse(string code, string detail) => new(new Rejection(code, detail));
}
