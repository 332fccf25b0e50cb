namespace FlexFunctions.LocalHost;

/// <summary>
/// An event that many callers can wait for. A task read before checking a condition misses no later event.
/// </summary>
internal sealed class AsyncEvent
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the first event after this property was read.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
