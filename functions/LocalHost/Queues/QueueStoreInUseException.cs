namespace FlexFunctions.LocalHost;

/// <summary>The queue file is held by another live process. Nothing was changed.</summary>
public sealed class QueueStoreInUseException : Exception
{
    internal QueueStoreInUseException(string path, Exception inner)
        : base($"The queue file {path} is in use by another process; is a host already running on this state?", inner)
    { }
}
