using System.Reflection;

namespace FlexFunctions.LocalHost;

/// <summary>A function that takes messages of a queue, one by one or in batches.</summary>
public sealed class QueueFunction : FunctionMethod
{
    internal QueueFunction(string name, MethodInfo method, string queue, bool isBatched, bool? autoComplete)
        : base(name, method)
    {
        Queue = queue;
        IsBatched = isBatched;
        AutoComplete = autoComplete;
    }

    /// <summary>The queue's name.</summary>
    public string Queue { get; }

    /// <summary>Whether it takes an array of messages.</summary>
    public bool IsBatched { get; }

    /// <summary>Whether unsettled messages are completed on success; null leaves it to host.json.</summary>
    public bool? AutoComplete { get; }
}
