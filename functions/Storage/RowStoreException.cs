namespace FlexFunctions.Storage;

/// <summary>The store did not answer in time, lost the connection, or is too busy. The operation may be retried.</summary>
/// <param name="message">What happened.</param>
/// <param name="mayHaveBeenApplied">
/// True if a commit may have been applied although its answer was lost; false if it certainly was not.
/// </param>
/// <param name="innerException">The error of the store.</param>
public sealed class RowStoreException(string message, bool mayHaveBeenApplied, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>True if a commit may have been applied although its answer was lost; false for reads.</summary>
    public bool MayHaveBeenApplied { get; } = mayHaveBeenApplied;
}
