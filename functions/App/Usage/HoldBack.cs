using Microsoft.Extensions.Hosting;

namespace FlexFunctions.App;

/// <summary>
/// Holds back a batch of which nothing could be decided, before it is abandoned. An abandoned message is delivered again at
/// once, so without a delay a failure would use up all deliveries in moments.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="host">Ends the delay when the host stops; null if only the function's own token does.</param>
public sealed class HoldBack(TimeProvider time, IHostApplicationLifetime? host = null)
{
    /// <summary>At one delivery per minute, the deliveries that the queue allows last longer than a day.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);

    /// <summary>More doublings exceed the longest delay.</summary>
    private const int MaxDoublings = 8;

    /// <summary>
    /// Waits for 250 ms after the first delivery and twice as long after each further one, at most a minute and never past
    /// the deadline. Ends at once when the host stops.
    /// </summary>
    /// <param name="delivery">
    /// The highest delivery count of the batch. With the lowest, new messages would let the old ones of each batch use up
    /// their deliveries.
    /// </param>
    /// <param name="deadline">When the messages must be settled, because their locks end.</param>
    /// <param name="cancellationToken">The function's token.</param>
    public async Task WaitAsync(int delivery, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var delay = s_first * (1 << Math.Clamp(delivery - 1, 0, MaxDoublings));
        delay = TimeSpan.FromTicks(
            Math.Min(Math.Min(delay.Ticks, s_longest.Ticks), (deadline - time.GetUtcNow()).Ticks)
        );
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            host?.ApplicationStopping ?? CancellationToken.None
        );
        await Task.Delay(delay, time, stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }
}
