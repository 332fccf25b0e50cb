namespace FlexFunctions.Simulation;

/// <summary>
/// All scheduling of a simulated world, on one thread: what can go on goes on, and when nothing can, the clock jumps to
/// what comes next. What comes at the same instant comes in an order that the seed draws.
/// </summary>
internal sealed class Scheduler(Random random, DateTimeOffset start) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Tie)> _later = new();

    /// <summary>The true time, which no instance knows.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Does all of it, to the end.</summary>
    /// <exception cref="InvalidOperationException">Everybody waits, and for nothing that will come.</exception>
    public void Run(Func<Task> all)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var done = all();
            while (!done.IsCompleted)
            {
                if (_ready.TryDequeue(out var next))
                {
                    next.Callback(next.State);
                }
                else if (_later.TryDequeue(out var action, out var when))
                {
                    Now = when.At;
                    action();
                }
                else
                {
                    throw new InvalidOperationException("Everybody waits, and for nothing that will come.");
                }
            }

            done.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Does something at an instant; now, if that is past.</summary>
    public void At(DateTimeOffset instant, Action action) =>
        _later.Enqueue(action, (instant < Now ? Now : instant, random.Next()));

    /// <summary>Waits in simulated time.</summary>
    public Task DelayAsync(TimeSpan time)
    {
        var over = new TaskCompletionSource();
        At(Now + time, over.SetResult);
        return over.Task;
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
}
