using FlexFunctions.LocalHost;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The dead letters of the local host's usage event queue.</summary>
internal sealed class QueueDeadLetters(DurableQueue queue) : IDeadLetterQueue
{
    /// <inheritdoc/>
    public string? Unavailable => null;

    /// <summary>
    /// The queue settings: as many deliveries as Service Bus can allow, and the first enqueued time of resubmitted messages.
    /// </summary>
    public static QueueSettings Settings =>
        new() { MaxDeliveryCount = 2_000, FirstEnqueuedProperty = ReceivedMessage.FirstEnqueuedProperty };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadMessage>> ReadAsync(string? reason, long after, int atMost) =>
        [
            .. (await queue.PeekDeadLettersAsync(reason, after, atMost)).Select(dead => new DeadMessage(
                dead.SequenceNumber,
                dead.Reason,
                dead.Description,
                dead.EnqueuedTime,
                dead.DeadLetteredTime,
                dead.MessageId,
                dead.DeliveryCount,
                dead.Body.ToMemory()
            )),
        ];

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountAsync() => queue.CountDeadLettersAsync();

    /// <inheritdoc/>
    public Task<bool> ResubmitAsync(long sequenceNumber) => queue.ResubmitAsync(sequenceNumber);

    /// <inheritdoc/>
    public Task<long> ResubmitAsync(string reason) => queue.ResubmitAsync(reason);
}

/// <summary>Registers <see cref="QueueDeadLetters"/>.</summary>
internal static class QueueDeadLettersRegistration
{
    /// <summary>Registers it. Call this after the functions, which register the Azure implementation.</summary>
    public static IServiceCollection AddQueueDeadLetters(this IServiceCollection services) =>
        services.AddSingleton<IDeadLetterQueue>(provider => new QueueDeadLetters(
            provider.GetRequiredService<QueueStore>().Queues[IngestUsage.Queue]
        ));
}
