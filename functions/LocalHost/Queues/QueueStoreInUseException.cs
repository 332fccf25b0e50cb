namespace FlexFunctions.LocalHost;

/// <summary>Another process has the queue file open. Nothing was changed.</summary>
public sealed class QueueStoreInUseException : Exception
{
    internal QueueStoreInUseException(string path, Exception inner)
        : base($"The queue file {path} is in use by another process. Is a host already running with this state?", inner)
    { }
}
