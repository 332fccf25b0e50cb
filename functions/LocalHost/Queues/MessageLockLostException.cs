namespace FlexFunctions.LocalHost;

/// <summary>
/// The message can not be settled any more: its lock has lapsed, or it was settled before. It may be delivered again,
/// or already be with another receiver.
/// </summary>
public sealed class MessageLockLostException : Exception
{
    internal MessageLockLostException(string queue, string? lockToken)
        : base(
            $"The lock '{lockToken}' on a message of queue '{queue}' is not held: it has expired, or the message has "
                + "already been settled."
        ) { }
}
