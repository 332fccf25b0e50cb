namespace FlexFunctions.LocalHost;

/// <summary>
/// The grace period of a stopping host: running work can finish, is then cancelled, and is abandoned if it ignores the
/// cancellation.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    // The time for a function to react to its cancellation.
    private static readonly TimeSpan s_cancellationTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _expired = new();
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _cancelTimer;
    private readonly ITimer _abandonTimer;

    internal GracePeriod(TimeSpan length, TimeProvider time, CancellationToken stopping)
    {
        _cancelTimer = time.CreateTimer(
            _ => _expired.Cancel(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _abandonTimer = time.CreateTimer(
            _ => _abandoned.TrySetResult(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _registration = stopping.Register(() =>
        {
            _cancelTimer.Change(length, Timeout.InfiniteTimeSpan);
            _abandonTimer.Change(length + s_cancellationTime, Timeout.InfiniteTimeSpan);
        });
    }

    /// <summary>Cancelled when the grace period is over. Functions receive this token.</summary>
    internal CancellationToken Expired => _expired.Token;

    /// <summary>Waits for work to end. Returns false if it was abandoned.</summary>
    internal async Task<bool> WaitAsync(Task work)
    {
        if (await Task.WhenAny(work, _abandoned.Task) != work)
        {
            return false;
        }

        await work;
        return true;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _cancelTimer.Dispose();
        _abandonTimer.Dispose();
        _expired.Dispose();
    }
}
