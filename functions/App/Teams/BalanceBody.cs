using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A team's balance as the API shows it (R20).</summary>
/// <param name="Team">The team.</param>
/// <param name="At">The instant it is of.</param>
/// <param name="Tokens">What could be spent at that instant.</param>
/// <param name="Credits">Cloud credits that could be spent at that instant (R7).</param>
/// <param name="LowBelow">Below this, the balance is low (R17).</param>
/// <param name="Plan">The team's plan.</param>
/// <param name="Grants">The orders that could pay then, in burn-down order (R13).</param>
public sealed record BalanceBody(
    string Team,
    DateTimeOffset At,
    Tokens Tokens,
    Tokens Credits,
    decimal LowBelow,
    Plan Plan,
    IReadOnlyList<OrderBody> Grants
);
