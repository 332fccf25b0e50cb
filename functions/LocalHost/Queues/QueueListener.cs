using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Runs a function for the messages of a queue. Messages that the function did not settle are completed when it returns
/// (if auto-complete is on), and abandoned when it throws.
/// </summary>
public sealed class QueueListener
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);

    // The listener checks the queue again after this time; a longer wait may not fit a timer.
    private static readonly TimeSpan s_maxWait = TimeSpan.FromHours(1);

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly TimeSpan _stopGrace;
    private readonly ILogger _logger;
    private readonly bool _autoComplete;
    private readonly int _maxMessages;

    internal QueueListener(
        QueueFunction function,
        DurableQueue queue,
        HostJson host,
        LocalHostOptions options,
        IServiceProvider services,
        ILogger<QueueListener> logger
    )
    {
        Function = function;
        Queue = queue;
        _services = services;
        _logger = logger;
        _time = options.TimeProvider;
        _stopGrace = options.StopGrace;
        _autoComplete = function.AutoComplete ?? host.AutoCompleteMessages;
        _maxMessages = function.IsBatched ? host.MaxMessageBatchSize : host.MaxConcurrentCalls;
    }

    /// <summary>The function.</summary>
    public QueueFunction Function { get; }

    /// <summary>The queue.</summary>
    public DurableQueue Queue { get; }

    /// <summary>
    /// Delivers the messages that are ready now: at most one batch, or for an unbatched function as many messages as
    /// can run at once. Returns their number. An exception of the function is logged, not thrown.
    /// </summary>
    /// <param name="cancellationToken">The token for the function.</param>
    public Task<int> PumpOnceAsync(CancellationToken cancellationToken = default) =>
        PumpAsync(_maxMessages, cancellationToken);

    /// <summary>
    /// Delivers messages until cancelled. A running batch can finish within the grace period and is cancelled after
    /// that.
    /// </summary>
    /// <param name="stopping">Stops receiving messages.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var grace = new GracePeriod(_stopGrace, _time, stopping);
        var workers = Enumerable
            .Range(0, Function.IsBatched ? 1 : _maxMessages)
            .Select(_ => Task.Run(() => WorkAsync(stopping, grace.Expired), CancellationToken.None));
        if (!await grace.WaitAsync(Task.WhenAll(workers)))
        {
            _logger.LogError("Function {Function} did not stop; its messages are delivered again", Function.Name);
        }
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken cancelled)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Read before the queue is checked, so that a message that arrives in between is not missed.
                var arrival = Queue.NextArrival;
                if (await PumpAsync(Function.IsBatched ? _maxMessages : 1, cancelled) == 0)
                {
                    await WaitAsync(arrival, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A full disk must not end the listener; unsettled messages are delivered again
            catch (Exception e)
#pragma warning restore CA1031
            {
                _logger.LogError(e, "Queue {Queue} failed", Queue.Name);
                await Task.Delay(s_retryDelay, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitAsync(Task arrival, CancellationToken stopping)
    {
        var wait = s_maxWait;
        if (await Queue.NextDueAsync() is { } expiry && expiry - _time.GetUtcNow() < wait)
        {
            wait = expiry - _time.GetUtcNow();
        }

        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(arrival, Task.Delay(wait, _time, waiting.Token));
        await waiting.CancelAsync();
    }

    private async Task<int> PumpAsync(int count, CancellationToken cancellationToken)
    {
        var messages = await Queue.ReceiveAsync(count);
        if (messages.Count == 0)
        {
            return 0;
        }

        if (Function.IsBatched)
        {
            await DeliverAsync(messages, cancellationToken);
        }
        else
        {
            await Task.WhenAll(messages.Select(message => DeliverAsync([message], cancellationToken)));
        }

        return messages.Count;
    }

    private async Task DeliverAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var actions = new DeliveryActions(Queue, messages);
        var failed = false;
        try
        {
            await Function.InvokeAsync(
                _services,
                parameter => Argument(parameter, messages, actions, cancellationToken)
            );
        }
#pragma warning disable CA1031 // Any exception of the function abandons its messages
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed = true;
            _logger.LogError(e, "Function {Function} failed on {Count} messages", Function.Name, messages.Count);
        }

        if (actions.Unsettled is not { Count: > 0 } unsettled || (!failed && !_autoComplete))
        {
            return;
        }

        var lost = failed ? await Queue.AbandonAsync(unsettled) : await Queue.CompleteAsync(unsettled);
        if (lost.Count > 0)
        {
            _logger.LogWarning(
                "Function {Function} took longer than the lock of {Count} messages; they are delivered again",
                Function.Name,
                lost.Count
            );
        }
    }

    private static object Argument(
        ParameterInfo parameter,
        IReadOnlyList<ServiceBusReceivedMessage> messages,
        DeliveryActions actions,
        CancellationToken cancellationToken
    ) =>
        parameter.ParameterType switch
        {
            var type when type == typeof(CancellationToken) => cancellationToken,
            var type when type == typeof(ServiceBusMessageActions) => actions,
            var type when type == typeof(ServiceBusReceivedMessage[]) => messages.ToArray(),
            var type when type == typeof(string[]) => messages.Select(message => message.Body.ToString()).ToArray(),
            var type when type == typeof(byte[][]) => messages.Select(message => message.Body.ToArray()).ToArray(),
            var type when type == typeof(string) => messages[0].Body.ToString(),
            var type when type == typeof(byte[]) => messages[0].Body.ToArray(),
            _ => messages[0],
        };
}
