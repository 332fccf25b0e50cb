namespace FlexFunctions.App;

/// <summary>In Azure the queue's dead letters are read and resubmitted with Azure's own tools.</summary>
internal sealed class DeadLettersInAzure : IDeadLetterQueue
{
    /// <inheritdoc/>
    public string Elsewhere =>
        "The dead letters of this deployment are in its Service Bus namespace: Service Bus Explorer in the Azure portal "
        + "shows and resubmits them.";

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadMessage>> ReadAsync(string? reason, long after, int atMost) =>
        throw new NotSupportedException(Elsewhere);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountAsync() => throw new NotSupportedException(Elsewhere);

    /// <inheritdoc/>
    public Task<bool> ResubmitAsync(long sequenceNumber) => throw new NotSupportedException(Elsewhere);

    /// <inheritdoc/>
    public Task<long> ResubmitAsync(string reason) => throw new NotSupportedException(Elsewhere);
}
