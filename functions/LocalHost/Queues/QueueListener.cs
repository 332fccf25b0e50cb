using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Feeds a queue's messages to a function. When the function returns, what it has not settled itself is completed (if
/// auto-complete is on); when it throws, what it has not settled is abandoned and comes again.
/// </summary>
public sealed class QueueListener
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(1);

    // A wait that is cut short looks again and waits again; longer ones would not fit a timer.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly TimeSpan _stopGrace;
    private readonly ILogger _logger;
    private readonly bool _autoComplete;
    private readonly int _most;

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
        _most = function.IsBatched ? host.MaxMessageBatchSize : host.MaxConcurrentCalls;
    }

    /// <summary>The function that is fed.</summary>
    public QueueFunction Function { get; }

    /// <summary>The queue it is fed from.</summary>
    public DurableQueue Queue { get; }

    /// <summary>
    /// Delivers what is there now, at most one batch (or, one by one, as many messages as may run at once), and returns
    /// how many messages that were: 0 if there was nothing. A function's exception is logged, not thrown.
    /// </summary>
    /// <param name="cancellationToken">Given to the function.</param>
    public Task<int> PumpOnceAsync(CancellationToken cancellationToken = default) =>
        PumpAsync(_most, cancellationToken);

    /// <summary>
    /// Delivers until told to stop. A batch that is running then may finish within the host's grace time; it is
    /// cancelled after that.
    /// </summary>
    /// <param name="stopping">Stops taking messages.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var grace = new Grace(_stopGrace, _time, stopping);
        var workers = Enumerable
            .Range(0, Function.IsBatched ? 1 : _most)
            .Select(_ => Task.Run(() => WorkAsync(stopping, grace.Over), CancellationToken.None));
        if (!await grace.AwaitAsync(Task.WhenAll(workers)))
        {
            _logger.LogError("Function {Function} did not stop; its messages come again", Function.Name);
        }
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken over)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Taken before looking, so that what arrives in between is not slept through.
                var arrival = Queue.NextArrival;
                if (await PumpAsync(Function.IsBatched ? _most : 1, over) == 0)
                {
                    await WaitAsync(arrival, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A full disk must not end the listener; what was not settled comes again
            catch (Exception e)
#pragma warning restore CA1031
            {
                _logger.LogError(e, "Queue {Queue} failed", Queue.Name);
                await Task.Delay(s_afterFailure, _time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitAsync(Task arrival, CancellationToken stopping)
    {
        var wait = s_longestWait;
        if (await Queue.NextWakeAsync() is { } lapse && lapse - _time.GetUtcNow() < wait)
        {
            wait = lapse - _time.GetUtcNow();
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
#pragma warning disable CA1031 // Whatever the function throws, its messages are abandoned
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
                "Function {Function} took longer than the lock of {Count} messages; they come again",
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
