namespace FlexFunctions.LocalHost;

/// <summary>
/// How a host stops: what runs may finish for a while, is then cancelled, and is at last left behind.
/// </summary>
internal sealed class Grace : IDisposable
{
    // For a function to notice that it is cancelled; one that does not is left to the end of the process.
    private static readonly TimeSpan ToNotice = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource over = new();
    private readonly TaskCompletionSource givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration registration;
    private readonly ITimer cancelling;
    private readonly ITimer leaving;

    internal Grace(TimeSpan length, TimeProvider time, CancellationToken stopping)
    {
        cancelling = time.CreateTimer(_ => over.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        leaving = time.CreateTimer(
            _ => givenUp.TrySetResult(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        registration = stopping.Register(() =>
        {
            cancelling.Change(length, Timeout.InfiniteTimeSpan);
            leaving.Change(length + ToNotice, Timeout.InfiniteTimeSpan);
        });
    }

    /// <summary>Cancelled when the grace time has passed: the token functions are given.</summary>
    internal CancellationToken Over => over.Token;

    /// <summary>Waits for work to end, but not longer than it was given; false if it was left behind.</summary>
    internal async Task<bool> AwaitAsync(Task work)
    {
        if (await Task.WhenAny(work, givenUp.Task) != work)
            return false;
        await work;
        return true;
    }

    public void Dispose()
    {
        registration.Dispose();
        cancelling.Dispose();
        leaving.Dispose();
        over.Dispose();
    }
}
