namespace FlexFunctions.LocalHost;

/// <summary>The message counts of a queue.</summary>
/// <param name="Active">Messages that are ready or locked.</param>
/// <param name="Deferred">Messages that a receiver deferred.</param>
/// <param name="DeadLettered">Messages in the dead-letter queue.</param>
public sealed record QueueCounts(long Active, long Deferred, long DeadLettered);
