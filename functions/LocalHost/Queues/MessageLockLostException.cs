namespace FlexFunctions.LocalHost;

/// <summary>
/// The message cannot be settled: its lock expired, or it was already settled. It may be delivered again.
/// </summary>
public sealed class MessageLockLostException : Exception
{
    internal MessageLockLostException(string queue, string? lockToken)
        : base(
            $"The lock '{lockToken}' on a message of queue '{queue}' is not held: it has expired, or the message has "
                + "already been settled."
        ) { }
}
