namespace FlexFunctions.App;

/// <summary>The dead-letter queue on Azure, which is read and resubmitted with the tools of Azure.</summary>
internal sealed class DeadLettersInAzure : IDeadLetterQueue
{
    /// <inheritdoc/>
    public string Unavailable =>
        "The dead letters of this deployment are in its Service Bus namespace. Use Service Bus Explorer in the Azure "
        + "portal to view and resubmit them.";

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadMessage>> ReadAsync(string? reason, long after, int atMost) =>
        throw new NotSupportedException(Unavailable);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountAsync() => throw new NotSupportedException(Unavailable);

    /// <inheritdoc/>
    public Task<bool> ResubmitAsync(long sequenceNumber) => throw new NotSupportedException(Unavailable);

    /// <inheritdoc/>
    public Task<long> ResubmitAsync(string reason) => throw new NotSupportedException(Unavailable);
}
