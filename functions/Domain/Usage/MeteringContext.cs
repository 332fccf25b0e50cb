namespace FlexFunctions.Domain;

/// <summary>The inputs that every metering decision of an attempt shares.</summary>
/// <param name="Options">The metering options.</param>
/// <param name="Rates">The rate card.</param>
/// <param name="Now">The instant at which usable balances are judged (R13).</param>
public sealed record MeteringContext(MeteringOptions Options, RateCard Rates, DateTimeOffset Now);
