namespace FlexFunctions.Domain;

/// <summary>
/// One immutable line of a team's journal. A mistake is corrected by a further posting, never by an edit.
/// </summary>
public abstract record Posting
{
    private Posting() { }

    /// <summary>True if it brings tokens to the team: what is usable right after it is remembered (R17).</summary>
    public bool BringsTokens => this is Bought or MovedIn;

    /// <summary>Tokens were bought for the team (R11).</summary>
    /// <param name="Grant">The grant that the order is.</param>
    /// <param name="UnitPrice">Per token.</param>
    /// <param name="Total">Of the order.</param>
    public sealed record Bought(GrantKey Grant, Money UnitPrice, Money Total) : Posting;

    /// <summary>The vendor granted cloud credits to the team (R7).</summary>
    /// <param name="Grant">The grant.</param>
    public sealed record Granted(GrantKey Grant) : Posting;

    /// <summary>An order came from another team, or from none (R15).</summary>
    /// <param name="Grant">The grant that the order is.</param>
    /// <param name="Tokens">All that was left of it.</param>
    /// <param name="From">The team it came from, or <see cref="TeamId.Unassigned"/>.</param>
    public sealed record MovedIn(GrantKey Grant, Tokens Tokens, TeamId From) : Posting;

    /// <summary>An order went to another team (R15).</summary>
    /// <param name="Grant">The grant that the order is.</param>
    /// <param name="Tokens">All that was left of it.</param>
    /// <param name="To">The team it went to.</param>
    public sealed record MovedOut(GrantKey Grant, Tokens Tokens, TeamId To) : Posting;

    /// <summary>An order was returned (R14).</summary>
    /// <param name="Grant">The grant that the order is.</param>
    /// <param name="Return">What was taken back, refunded and is still due.</param>
    public sealed record Returned(GrantKey Grant, OrderReturn Return) : Posting;

    /// <summary>The invoice of an order was withdrawn, and what was left of it taken back (R16).</summary>
    /// <param name="Grant">The grant that the order is.</param>
    /// <param name="Tokens">All that was left of it.</param>
    public sealed record Voided(GrantKey Grant, Tokens Tokens) : Posting;

    /// <summary>A grant's time is over, and what was unspent is off the books (R12).</summary>
    /// <param name="Grant">The grant.</param>
    /// <param name="Tokens">All that was left of it; maybe nothing.</param>
    public sealed record Expired(GrantKey Grant, Tokens Tokens) : Posting;

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

    /// <summary>A result was charged (R7).</summary>
    /// <param name="User">Who had it made.</param>
    /// <param name="Product">What made it.</param>
    /// <param name="Charge">The result, what it costs and what paid.</param>
    /// <param name="At">The event's own time.</param>
    /// <param name="Event">The event that told of it.</param>
    public sealed record ResultCharged(
        UserId User,
        ProductId Product,
        ResultCharge Charge,
        DateTimeOffset At,
        EventRef Event
    ) : Posting;

    /// <summary>Use was denied (R9): a line of 0 tokens.</summary>
    /// <param name="User">Who was denied.</param>
    /// <param name="Product">What was to be used.</param>
    /// <param name="At">The event's own time.</param>
    /// <param name="Reason">The stable code.</param>
    /// <param name="Event">The event that was denied.</param>
    public sealed record Declined(UserId User, ProductId Product, DateTimeOffset At, string Reason, EventRef Event)
        : Posting;
}
