namespace FlexFunctions.LocalHost;

/// <summary>
/// How a host stops: what runs may finish for a while, is then cancelled, and is at last left behind.
/// </summary>
internal sealed class Grace : IDisposable
{
    // For a function to notice that it is cancelled; one that does not is left to the end of the process.
    private static readonly TimeSpan s_toNotice = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _cancelling;
    private readonly ITimer _leaving;

    internal Grace(TimeSpan length, TimeProvider time, CancellationToken stopping)
    {
        _cancelling = time.CreateTimer(_ => _over.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _leaving = time.CreateTimer(
            _ => _givenUp.TrySetResult(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _registration = stopping.Register(() =>
        {
            _cancelling.Change(length, Timeout.InfiniteTimeSpan);
            _leaving.Change(length + s_toNotice, Timeout.InfiniteTimeSpan);
        });
    }

    /// <summary>Cancelled when the grace time has passed: the token functions are given.</summary>
    internal CancellationToken Over => _over.Token;

    /// <summary>Waits for work to end, but not longer than it was given; false if it was left behind.</summary>
    internal async Task<bool> AwaitAsync(Task work)
    {
        if (await Task.WhenAny(work, _givenUp.Task) != work)
        {
            return false;
        }

        await work;
        return true;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _cancelling.Dispose();
        _leaving.Dispose();
        _over.Dispose();
    }
}
