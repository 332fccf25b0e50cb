using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A posting in an API answer. Fields that do not apply to the kind of posting are omitted.</summary>
public sealed record PostingBody
{
    /// <summary>The number in the team's journal, starting at 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The block that contains it.</summary>
    public required long Block { get; init; }

    /// <summary>The instant of posting.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// bought, granted, movedIn, movedOut, returned, voided, expired, charged, result (a charge), reversed or declined.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The change of the balance of its unit; negative for a charge.</summary>
    public required Tokens Tokens { get; init; }

    /// <summary>The unit of the amounts: <c>cloudCredits</c>; omitted for tokens.</summary>
    public GrantUnit? Unit { get; init; }

    /// <summary>The user of the product.</summary>
    public string? User { get; init; }

    /// <summary>The product that was used.</summary>
    public string? Product { get; init; }

    /// <summary>The start of the window, for charged and reversed.</summary>
    public DateTimeOffset? WindowStart { get; init; }

    /// <summary>The end of the window, for charged and reversed.</summary>
    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>The cost of the window, for charged and reversed.</summary>
    public Tokens? Rate { get; init; }

    /// <summary>The order, or the id of the grant of cloud credits.</summary>
    public string? Order { get; init; }

    /// <summary>The other team, for movedIn and movedOut; omitted if no team had the order.</summary>
    public string? OtherTeam { get; init; }

    /// <summary>The amount refunded, in the currency of the order, for returned.</summary>
    public decimal? Refund { get; init; }

    /// <summary>The amount still owed, in the currency of the order, for returned.</summary>
    public decimal? StillDue { get; init; }

    /// <summary>The kind of result, for result.</summary>
    public string? Result { get; init; }

    /// <summary>The quantity of the result, for result.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The cost of the result, for result.</summary>
    public Tokens? Cost { get; init; }

    /// <summary>The orders that paid, for charged and result.</summary>
    public IReadOnlyList<PaymentBody>? PaidBy { get; init; }

    /// <summary>The payments taken over from a moved window (charged), or passed on to one (reversed) (R4).</summary>
    public IReadOnlyList<PaymentBody>? Carried { get; init; }

    /// <summary>The tokens given back to the orders that paid, for reversed (R19).</summary>
    public IReadOnlyList<PaymentBody>? GivenBack { get; init; }

    /// <summary>The tokens that could not be given back, for reversed (R19).</summary>
    public IReadOnlyList<PaymentBody>? Lapsed { get; init; }

    /// <summary>The reason, for declined.</summary>
    public string? Reason { get; init; }

    /// <summary>The time of the event, for result and declined.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The event that caused the posting.</summary>
    public EventRef? Event { get; init; }

    /// <summary>Returns the postings of a block, in order.</summary>
    public static IEnumerable<PostingBody> Of(JournalBlock block) =>
        block.Postings.Select((posting, index) => Of(block, block.FirstSequence + index, posting));

    private static PostingBody Of(JournalBlock block, long sequence, Posting posting)
    {
        var blank = new PostingBody
        {
            Sequence = sequence,
            Block = block.Number,
            At = block.At,
            Kind = "",
            Tokens = Domain.Tokens.Zero,
        };
        return posting switch
        {
            Posting.Bought bought => blank with
            {
                Kind = "bought",
                Tokens = bought.Grant.Bought,
                Order = bought.Grant.Order.Value,
            },
            Posting.Granted granted => blank with
            {
                Kind = "granted",
                Tokens = granted.Grant.Bought,
                Unit = UnitOf(granted.Grant.Unit),
                Order = granted.Grant.Order.Value,
            },
            Posting.MovedIn moved => blank with
            {
                Kind = "movedIn",
                Tokens = moved.Tokens,
                Order = moved.Grant.Order.Value,
                OtherTeam = NameOf(moved.From),
            },
            Posting.MovedOut moved => blank with
            {
                Kind = "movedOut",
                Tokens = Domain.Tokens.Zero - moved.Tokens,
                Order = moved.Grant.Order.Value,
                OtherTeam = NameOf(moved.To),
            },
            Posting.Returned returned => blank with
            {
                Kind = "returned",
                Tokens = Domain.Tokens.Zero - returned.Return.Tokens,
                Order = returned.Grant.Order.Value,
                Refund = returned.Return.Refund.Amount,
                StillDue = returned.Return.StillDue.Amount,
            },
            Posting.Voided voided => blank with
            {
                Kind = "voided",
                Tokens = Domain.Tokens.Zero - voided.Tokens,
                Order = voided.Grant.Order.Value,
            },
            Posting.Expired expired => blank with
            {
                Kind = "expired",
                Tokens = Domain.Tokens.Zero - expired.Tokens,
                Unit = UnitOf(expired.Grant.Unit),
                Order = expired.Grant.Order.Value,
            },
            Posting.ResultCharged { Charge: var charge } result => blank with
            {
                Kind = "result",
                Tokens = Domain.Tokens.Zero - charge.Cost,
                Unit = UnitOf(charge.Unit),
                User = result.User.Value,
                Product = result.Product.Value,
                Result = charge.Result.Value,
                Quantity = charge.Quantity,
                Cost = charge.Cost,
                PaidBy = Payments(charge.Drawn),
                EventTime = result.At,
                Event = result.Event,
            },
            Posting.Charged { Charge: var charge } charged => blank with
            {
                Kind = "charged",
                Tokens = Domain.Tokens.Zero - Sum(charge.Drawn),
                User = charged.User.Value,
                Product = charged.Product.Value,
                WindowStart = charge.Window.Start,
                WindowEnd = charge.Window.End,
                Rate = charge.Rate,
                PaidBy = Payments(charge.Drawn),
                Carried = Payments(charge.Carried),
                Event = charged.Event,
            },
            Posting.Reversed { Reversal: var reversal } reversed => blank with
            {
                Kind = "reversed",
                Tokens = Sum(reversal.GivenBack),
                User = reversed.User.Value,
                Product = reversed.Product.Value,
                WindowStart = reversal.Window.Start,
                WindowEnd = reversal.Window.End,
                Rate = reversal.Rate,
                GivenBack = Payments(reversal.GivenBack),
                Carried = Payments(reversal.Carried),
                Lapsed = Payments(reversal.Lapsed),
                Event = reversed.Event,
            },
            Posting.Declined declined => blank with
            {
                Kind = "declined",
                User = declined.User.Value,
                Product = declined.Product.Value,
                Reason = declined.Reason,
                EventTime = declined.At,
                Event = declined.Event,
            },
            _ => throw new InvalidOperationException($"No body for {posting.GetType().Name}."),
        };
    }

    private static GrantUnit? UnitOf(GrantUnit unit) => unit == GrantUnit.Tokens ? null : unit;

    private static string? NameOf(TeamId team) => team == TeamId.Unassigned ? null : team.Value;

    private static Tokens Sum(ImmutableArray<Payment> payments) =>
        Domain.Tokens.Sum(payments.Select(payment => payment.Tokens));

    private static List<PaymentBody>? Payments(ImmutableArray<Payment> payments) =>
        payments.IsEmpty ? null : [.. payments.Select(paid => new PaymentBody(paid.Grant.Order.Value, paid.Tokens))];
}

/// <summary>A payment by an order.</summary>
/// <param name="Order">The order.</param>
/// <param name="Tokens">The amount.</param>
public sealed record PaymentBody(string Order, Tokens Tokens);
