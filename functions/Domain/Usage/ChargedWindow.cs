using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A window that is charged and not reversed, with its payments.</summary>
/// <param name="Window">The 24 hours.</param>
/// <param name="Rate">The rate in effect at its start (R6).</param>
/// <param name="Payments">The payments in order; they sum to the rate.</param>
public sealed record ChargedWindow(ChargeWindow Window, Tokens Rate, ImmutableArray<Payment> Payments);
