namespace FlexFunctions.LocalHost;

/// <summary>Wakes whoever waits for a queue. A task taken before looking into the queue misses nothing.</summary>
internal sealed class Arrivals
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the first arrival after this was read.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Announce() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
