namespace FlexFunctions.Domain;

/// <summary>
/// One immutable line of a team's journal. A mistake is corrected by a further posting, never by an edit.
/// </summary>
public abstract record Posting
{
    private Posting() { }

    /// <summary>Tokens were bought for the team (R11).</summary>
    /// <param name="Grant">The grant that the order is.</param>
    /// <param name="UnitPrice">Per token.</param>
    /// <param name="Total">Of the order.</param>
    public sealed record Bought(GrantKey Grant, Money UnitPrice, Money Total) : Posting;

    /// <summary>A window of use was charged (R1).</summary>
    /// <param name="User">Who used the product.</param>
    /// <param name="Product">What was used.</param>
    /// <param name="Charge">The window, its rate and what paid.</param>
    /// <param name="Event">The event that proved it.</param>
    public sealed record Charged(UserId User, ProductId Product, WindowCharge Charge, EventRef Event) : Posting;

    /// <summary>A charge no longer holds, because use proved later moved its window (R4).</summary>
    /// <param name="User">Who used the product.</param>
    /// <param name="Product">What was used.</param>
    /// <param name="Reversal">The window, its rate and what became of its payments.</param>
    /// <param name="Event">The event that moved it.</param>
    public sealed record Reversed(UserId User, ProductId Product, WindowReversal Reversal, EventRef Event) : Posting;

    /// <summary>Use was denied (R9): a line of 0 tokens.</summary>
    /// <param name="User">Who was denied.</param>
    /// <param name="Product">What was to be used.</param>
    /// <param name="At">The event's own time.</param>
    /// <param name="Reason">The stable code.</param>
    /// <param name="Event">The event that was denied.</param>
    public sealed record Declined(UserId User, ProductId Product, DateTimeOffset At, string Reason, EventRef Event)
        : Posting;
}
