using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Runs all that several instances do on one thread, and draws whose turn it is at every call of the store: a seed
/// replays a race. The clock goes on a little with every turn, and while all wait for it.
/// </summary>
/// <remarks>
/// It also shows that nothing above the row-store port has threads of its own: who comes to the store from another
/// thread is refused.
/// </remarks>
internal sealed class Interleaving(Random random, FakeTimeProvider clock) : SynchronizationContext
{
    private const int LongestIdle = 100_000;

    /// <summary>How long a call takes.</summary>
    private static readonly TimeSpan s_call = TimeSpan.FromMilliseconds(5);

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _underWay;
    private bool _running;

    /// <summary>Does all of it, to the end.</summary>
    public void Run(Func<Task> all)
    {
        var before = Current;
        SetSynchronizationContext(this);
        _running = true;
        try
        {
            var done = all();
            for (var idle = 0; !done.IsCompleted; )
            {
                idle = GoOn() ? 0 : idle + 1;
                Assert.True(idle < LongestIdle, "Everybody waits, and for no clock.");
            }

            done.GetAwaiter().GetResult();
        }
        finally
        {
            _running = false;
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Waits until it is one's turn.</summary>
    public async Task TurnAsync()
    {
        if (_running)
        {
            Assert.Same(this, Current);
            var turn = new TaskCompletionSource();
            _waiting.Add(turn);
            await turn.Task;
        }
    }

    /// <summary>Calls the store when it is one's turn.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await TurnAsync();
        _underWay++;
        try
        {
            return await call();
        }
        finally
        {
            _underWay--;
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Goes one step on; false if there was nothing to do but to let the clock go on.</summary>
    private bool GoOn()
    {
        // One call at a time: the next turn is drawn when the answer is there and everybody has done what he can with it.
        if (_posted.TryTake(out var next, _underWay > 0 ? Timeout.Infinite : 0))
        {
            next.Callback(next.State);
            return true;
        }

        if (_waiting.Count > 0)
        {
            var drawn = random.Next(_waiting.Count);
            var turn = _waiting[drawn];
            _waiting.RemoveAt(drawn);
            clock.Advance(s_call);
            turn.SetResult();
            return true;
        }

        clock.Advance(s_call);
        return false;
    }
}
