using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A window that stands charged: what it cost and which grants paid.</summary>
/// <param name="Window">The 24 hours.</param>
/// <param name="Rate">The rate in effect at its start (R6).</param>
/// <param name="Payments">Who paid, in the order of payment; sums to the rate.</param>
public sealed record ChargedWindow(ChargeWindow Window, Tokens Rate, ImmutableArray<Payment> Payments);
