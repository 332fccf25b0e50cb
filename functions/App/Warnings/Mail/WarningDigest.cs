using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What one recipient is told in one mail: the warnings of one or more teams of an account (R17).</summary>
/// <param name="Account">The account.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Teams">At least one, the most urgent first.</param>
public sealed record WarningDigest(AccountId Account, DateTimeOffset At, IReadOnlyList<WarnedTeam> Teams);

/// <summary>A team and what it is warned of, with the figures that a person needs to act.</summary>
/// <param name="Team">The team.</param>
/// <param name="Kinds">What it is warned of; at least one.</param>
/// <param name="BalanceStatus">How it stands.</param>
/// <param name="Expiring">The orders with unspent tokens that expire within 30 days, the first to expire first.</param>
/// <param name="Grants">All that it can spend, in burn-down order.</param>
/// <param name="History">What it spent by day, of the last weeks.</param>
/// <param name="Quote">What buying enough for about 30 days would cost, with the cheaper larger order if there is one.</param>
/// <param name="JournalHead">The hash of the journal's last block, by which an export can be checked later.</param>
public sealed record WarnedTeam(
    TeamId Team,
    IReadOnlyList<WarningKind> Kinds,
    BalanceStatus BalanceStatus,
    IReadOnlyList<ExpiringOrder> Expiring,
    IReadOnlyList<KeyValuePair<GrantKey, Tokens>> Grants,
    SpendHistory History,
    QuoteBody? Quote,
    BlockHash JournalHead
);

/// <summary>An order that expires soon.</summary>
/// <param name="Order">The order.</param>
/// <param name="Left">What is left of it.</param>
/// <param name="ExpiresAt">The first instant at which that can not be spent.</param>
public sealed record ExpiringOrder(OrderId Order, Tokens Left, DateTimeOffset ExpiresAt);
