using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A posting as the API shows it; what a kind of posting does not have is left out.</summary>
public sealed record PostingBody
{
    /// <summary>Its number in the team's journal, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The block that holds it.</summary>
    public required long Block { get; init; }

    /// <summary>When it was posted.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>bought, charged, reversed or declined.</summary>
    public required string Kind { get; init; }

    /// <summary>What it adds to the balance; below zero for a charge.</summary>
    public required Tokens Tokens { get; init; }

    /// <summary>Who used the product.</summary>
    public string? User { get; init; }

    /// <summary>What was used.</summary>
    public string? Product { get; init; }

    /// <summary>The start of the window, for charged and reversed.</summary>
    public DateTimeOffset? WindowStart { get; init; }

    /// <summary>The end of the window, for charged and reversed.</summary>
    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>What the window costs, for charged and reversed.</summary>
    public Tokens? Rate { get; init; }

    /// <summary>The order that was bought.</summary>
    public string? Order { get; init; }

    /// <summary>Which orders paid, for charged.</summary>
    public IReadOnlyList<PaymentBody>? PaidBy { get; init; }

    /// <summary>Which payments of windows that moved paid it (charged), or went on to pay (reversed) (R4).</summary>
    public IReadOnlyList<PaymentBody>? Carried { get; init; }

    /// <summary>What went back to the orders that had paid, for reversed (R19).</summary>
    public IReadOnlyList<PaymentBody>? GivenBack { get; init; }

    /// <summary>What could not go back, for reversed (R19).</summary>
    public IReadOnlyList<PaymentBody>? Lapsed { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? Reason { get; init; }

    /// <summary>The event's own time, for declined.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The event that it comes from.</summary>
    public EventRef? Event { get; init; }

    /// <summary>The postings of a block, in order.</summary>
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

    private static Tokens Sum(ImmutableArray<Payment> payments) =>
        Domain.Tokens.Sum(payments.Select(payment => payment.Tokens));

    private static List<PaymentBody>? Payments(ImmutableArray<Payment> payments) =>
        payments.IsEmpty ? null : [.. payments.Select(paid => new PaymentBody(paid.Grant.Order.Value, paid.Tokens))];
}
