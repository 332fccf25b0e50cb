namespace FlexFunctions.Storage;

/// <summary>The store did not answer in time, broke off, or refused because it is busy: worth another try.</summary>
/// <param name="message">What happened.</param>
/// <param name="mayHaveBeenApplied">
/// True if a commit may stand although no answer came; false if it certainly does not.
/// </param>
/// <param name="innerException">What the store said.</param>
public sealed class RowStoreException(string message, bool mayHaveBeenApplied, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>True if a commit may stand although no answer came; false for reads and certain failures.</summary>
    public bool MayHaveBeenApplied { get; } = mayHaveBeenApplied;
}
