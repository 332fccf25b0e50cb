namespace FlexFunctions.Domain;

/// <summary>The decision on a purchase (R11).</summary>
public abstract record Purchase
{
    private Purchase() { }

    /// <summary>The order is bought.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Pool">The team's grants with it.</param>
    /// <param name="Posting">The line for the team's journal.</param>
    public sealed record Accepted(Order Order, GrantPool Pool, Posting.Bought Posting) : Purchase;

    /// <summary>The order cannot be bought.</summary>
    public sealed record Refused(Rejection Rejection) : Purchase;

    /// <summary>Decides a purchase.</summary>
    /// <param name="id">The id of the order.</param>
    /// <param name="account">The account that buys.</param>
    /// <param name="request">The request.</param>
    /// <param name="blocked">True if an overdue invoice blocks the account (R16).</param>
    /// <param name="pool">The team's grants.</param>
    /// <param name="prices">All price lists.</param>
    /// <param name="now">The instant of purchase.</param>
    public static Purchase Decide(
        OrderId id,
        AccountId account,
        PurchaseRequest request,
        bool blocked,
        GrantPool pool,
        IEnumerable<PriceList> prices,
        DateTimeOffset now
    )
    {
        if (QuantityRefusal(request.Tokens) is { } refusal)
        {
            return new Refused(refusal);
        }

        if (PriceList.For(request.Country, now, prices) is not { } list)
        {
            return new Refused(CountryRefusal(request.Country));
        }

        if (blocked)
        {
            return Refuse(
                RejectionCode.PaymentOverdue,
                "An invoice of the account is overdue; nothing can be bought until it is paid."
            );
        }

        if (request.Team != TeamId.Unassigned && pool.IsFullAt(now))
        {
            return Refuse(
                RejectionCode.TooManyOrders,
                $"Team '{request.Team}' has {GrantPool.MaxLiveOrders} orders with tokens left; it can have no more.",
                "team"
            );
        }

        var order = new Order(
            id,
            account,
            request.Team,
            request.Tokens,
            list.UnitPrice(request.Tokens),
            request.Country,
            request.Channel,
            request.Payment,
            request.Reference,
            request.Payment == PaymentMethod.Card ? InvoiceStatus.Paid : InvoiceStatus.Open,
            now
        );
        return new Accepted(
            order,
            pool.With(order.Grant),
            new Posting.Bought(order.Grant, order.UnitPrice, order.Total)
        );
    }

    /// <summary>Returns why an order cannot have this many tokens, or null if it can.</summary>
    public static Rejection? QuantityRefusal(long tokens) =>
        tokens is < Order.MinTokens or > Order.MaxTokens
            ? new Rejection(
                RejectionCode.QuantityOutOfRange,
                $"An order has {Order.MinTokens:N0} to {Order.MaxTokens:N0} whole tokens, not {tokens:N0}.",
                "tokens"
            )
            : null;

    /// <summary>Returns the refusal of a country without a price list.</summary>
    public static Rejection CountryRefusal(string country) =>
        new(RejectionCode.NotAvailableInCountry, $"Tokens are not sold in '{country}'.", "country");

    private static Refused Refuse(string code, string detail, string? field = null) =>
        new(new Rejection(code, detail, field));
}
