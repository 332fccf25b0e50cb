namespace FlexFunctions.LocalHost;

/// <summary>How many messages a queue holds.</summary>
/// <param name="Active">To be delivered, those being processed included.</param>
/// <param name="Deferred">Set aside by a receiver.</param>
/// <param name="DeadLettered">Given up.</param>
public sealed record QueueCounts(long Active, long Deferred, long DeadLettered);
