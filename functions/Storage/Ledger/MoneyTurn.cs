using FlexFunctions.Domain;
using Nito.AsyncEx;

namespace FlexFunctions.Storage;

/// <summary>
/// The turn of one decision at a team's money, so that the decisions of an instance on the same money queue up instead of
/// racing. It only saves lost races: the ETags of a commit guard the money, also where a decision has no turn.
/// </summary>
/// <param name="locks">The locks of this instance.</param>
/// <param name="account">The account.</param>
/// <param name="time">The clock.</param>
/// <param name="deadline">The instant until which the decision waits for its turn.</param>
internal sealed class MoneyTurn(MoneyLocks locks, AccountId account, TimeProvider time, DateTimeOffset deadline)
    : IDisposable
{
    /// <summary>A timer cannot wait for much longer.</summary>
    private static readonly TimeSpan s_maxWait = TimeSpan.FromDays(1);

    private AsyncLock? _lock;
    private IDisposable? _turn;

    /// <summary>
    /// Takes the turn at a team's money. A decision on several teams takes only the turn at the first one, so no two
    /// decisions wait for each other.
    /// </summary>
    /// <exception cref="MoneyInUseException">Another decision has the turn.</exception>
    public async Task TakeAsync(TeamId team)
    {
        if (_lock is not null)
        {
            return;
        }

        _lock = locks.Of(account, team);
        // With a canceled token, the lock is taken only if it is free.
        var free = _lock.LockAsync(new CancellationToken(canceled: true)).AsTask();
        _turn = free.IsCompletedSuccessfully ? await free : throw new MoneyInUseException();
    }

    /// <summary>Waits for the turn, in the order of arrival. After the deadline the decision goes on without it.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var left = deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        using var late = new CancellationTokenSource(left < s_maxWait ? left : s_maxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            _turn = await _lock!.LockAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One attempt without the turn is better than none.
        }
    }

    /// <summary>Lets the next decision take its turn.</summary>
    public void Dispose() => _turn?.Dispose();
}
