namespace FlexFunctions.Domain;

/// <summary>
/// Proof of use of a product by a user, at its time. Two signals of one meter with equal kind, session and time are one
/// signal; id, source and version of the events do not count (R4).
/// </summary>
/// <param name="Kind">One kind: opened, heartbeat or closed.</param>
/// <param name="Session">The session in which the product was seen.</param>
/// <param name="Time">When it was seen, UTC.</param>
public readonly record struct UsageSignal(SignalKinds Kind, SessionId Session, DateTimeOffset Time);
