using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A newly charged window and its payments.</summary>
/// <param name="Window">The 24 hours.</param>
/// <param name="Rate">The rate in effect at its start (R6).</param>
/// <param name="Carried">Payments taken over from windows that are reversed in the same settlement (R4).</param>
/// <param name="Drawn">Payments drawn from grants now (R13). Carried and drawn sum to the rate.</param>
public sealed record WindowCharge(
    ChargeWindow Window,
    Tokens Rate,
    ImmutableArray<Payment> Carried,
    ImmutableArray<Payment> Drawn
)
{
    /// <summary>The window as the meter remembers it.</summary>
    public ChargedWindow AsCharged => new(Window, Rate, [.. Carried, .. Drawn]);
}
