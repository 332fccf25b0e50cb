using FlexFunctions.LocalHost;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The dead letters of the local host's queue of usage events.</summary>
internal sealed class QueueDeadLetters(DurableQueue queue) : IDeadLetterQueue
{
    /// <inheritdoc/>
    public string? Elsewhere => null;

    /// <summary>How the queues must be set, so that resubmitted messages are judged as they first were.</summary>
    public static QueueSettings Settings => new() { FirstEnqueuedProperty = ReceivedMessage.FirstEnqueuedProperty };

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
    /// <summary>Registers it; after the functions, which bring one that refers to Azure.</summary>
    public static IServiceCollection AddQueueDeadLetters(this IServiceCollection services) =>
        services.AddSingleton<IDeadLetterQueue>(provider => new QueueDeadLetters(
            provider.GetRequiredService<QueueStore>().Queues[IngestUsage.Queue]
        ));
}
