namespace FlexFunctions.Storage;

/// <summary>
/// A commit was refused whole because a row is not in the state it was decided on: it exists already, is gone, or has
/// another entity tag. The remedy is to read that row again and decide again.
/// </summary>
/// <param name="operationIndex">Which operation, from 0.</param>
/// <param name="key">The key of its row.</param>
/// <param name="innerException">The error of the store.</param>
public sealed class RowConflictException(int operationIndex, string key, Exception? innerException = null)
    : Exception(
        $"The row '{RowNames.ForMessages(key)}' (operation {operationIndex}) is not in the state it was decided on.",
        innerException
    )
{
    /// <summary>Which operation of the commit found its precondition broken, from 0.</summary>
    public int OperationIndex { get; } = operationIndex;

    /// <summary>The key of that operation's row.</summary>
    public string Key { get; } = key;
}
