namespace FlexFunctions.Domain;

/// <summary>
/// Evidence that a session used a product at an instant. Two signals of one meter with equal kind, session and time are
/// one signal, whatever the id, source and version of their events (R4).
/// </summary>
/// <param name="Kind">One kind: opened, heartbeat or closed.</param>
/// <param name="Session">The session.</param>
/// <param name="Time">The instant, UTC.</param>
public readonly record struct UsageSignal(SignalKinds Kind, SessionId Session, DateTimeOffset Time);
