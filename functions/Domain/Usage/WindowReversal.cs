using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A charged window that no longer holds, and what became of its payments.</summary>
/// <param name="Window">The 24 hours.</param>
/// <param name="Rate">What it had cost.</param>
/// <param name="Carried">What pays new windows of the same settlement (R4).</param>
/// <param name="GivenBack">What went back to the grants that had paid (R19).</param>
/// <param name="Lapsed">
/// What could not go back, for its grant has ended or left the team (R19). The three sum to the rate.
/// </param>
public sealed record WindowReversal(
    ChargeWindow Window,
    Tokens Rate,
    ImmutableArray<Payment> Carried,
    ImmutableArray<Payment> GivenBack,
    ImmutableArray<Payment> Lapsed
);
