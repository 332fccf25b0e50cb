using System.Reflection;

namespace FlexFunctions.LocalHost;

/// <summary>A function with a queue trigger.</summary>
/// <param name="name">The function's name.</param>
/// <param name="method">The method.</param>
/// <param name="queue">The queue's name.</param>
/// <param name="isBatched">Whether the function receives an array of messages.</param>
/// <param name="autoComplete">Whether unsettled messages are completed on success; null if host.json decides.</param>
public sealed class QueueFunction(string name, MethodInfo method, string queue, bool isBatched, bool? autoComplete)
    : FunctionMethod(name, method)
{
    /// <summary>The queue's name.</summary>
    public string Queue => queue;

    /// <summary>Whether the function receives an array of messages.</summary>
    public bool IsBatched => isBatched;

    /// <summary>Whether unsettled messages are completed on success; null if host.json decides.</summary>
    public bool? AutoComplete => autoComplete;
}
