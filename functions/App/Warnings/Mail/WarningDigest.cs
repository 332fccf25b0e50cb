using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The content of one mail to one recipient: warnings of one or more teams of an account (R17).</summary>
/// <param name="Account">The account.</param>
/// <param name="At">When the warnings were decided.</param>
/// <param name="Teams">The teams, at least one, most urgent first.</param>
public sealed record WarningDigest(AccountId Account, DateTimeOffset At, IReadOnlyList<WarnedTeam> Teams);

/// <summary>A team's warnings, with the figures that a person needs to act on them.</summary>
/// <param name="Team">The team.</param>
/// <param name="Kinds">The kinds of warning; at least one.</param>
/// <param name="BalanceStatus">The status of its balance.</param>
/// <param name="Expiring">The orders with unspent tokens that expire within 30 days, earliest first.</param>
/// <param name="Grants">The spendable grants, in burn-down order.</param>
/// <param name="History">The tokens used by day in the last weeks.</param>
/// <param name="Quote">The cost of enough tokens for about 30 days, with a larger order if that costs less.</param>
/// <param name="JournalHead">The hash of the journal's last block; a later export can be checked against it.</param>
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
/// <param name="Left">The tokens left of it.</param>
/// <param name="ExpiresAt">The first instant at which they cannot be spent.</param>
public sealed record ExpiringOrder(OrderId Order, Tokens Left, DateTimeOffset ExpiresAt);
