using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A window that is charged now, and what pays.</summary>
/// <param name="Window">The 24 hours.</param>
/// <param name="Rate">What it costs (R6).</param>
/// <param name="Carried">What payments of windows reversed in the same settlement pay (R4).</param>
/// <param name="Drawn">What is drawn from grants now (R13). Carried and drawn sum to the rate.</param>
public sealed record WindowCharge(
    ChargeWindow Window,
    Tokens Rate,
    ImmutableArray<Payment> Carried,
    ImmutableArray<Payment> Drawn
)
{
    /// <summary>The window as it stands charged.</summary>
    public ChargedWindow AsCharged => new(Window, Rate, [.. Carried, .. Drawn]);
}
