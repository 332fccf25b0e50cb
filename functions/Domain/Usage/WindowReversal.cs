using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The reversal of a charged window that no longer holds. Its three parts sum to the rate.</summary>
/// <param name="Window">The 24 hours.</param>
/// <param name="Rate">The rate that was charged.</param>
/// <param name="Carried">Payments that pay new windows of the same settlement (R4).</param>
/// <param name="GivenBack">Payments that went back to the grants that had paid (R19).</param>
/// <param name="Lapsed">Payments that could not go back, because their grant has expired or left the team (R19).</param>
public sealed record WindowReversal(
    ChargeWindow Window,
    Tokens Rate,
    ImmutableArray<Payment> Carried,
    ImmutableArray<Payment> GivenBack,
    ImmutableArray<Payment> Lapsed
);
