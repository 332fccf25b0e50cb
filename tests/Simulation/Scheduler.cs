namespace FlexFunctions.Simulation;

/// <summary>
/// Schedules everything in a simulated world, on one thread. When nothing can continue, the clock jumps to the next action.
/// The seed decides the order of actions at the same instant.
/// </summary>
internal sealed class Scheduler(Random random, DateTimeOffset start) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Tie)> _later = new();

    /// <summary>The true time. Instances do not know it.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Runs a task to its end.</summary>
    /// <exception cref="InvalidOperationException">The task waits for something that will never happen.</exception>
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
                    throw new InvalidOperationException("The task waits for something that will never happen.");
                }
            }

            done.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Schedules an action for an instant, or for now if the instant has passed.</summary>
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
