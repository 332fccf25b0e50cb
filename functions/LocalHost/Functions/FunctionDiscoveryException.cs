namespace FlexFunctions.LocalHost;

/// <summary>
/// Functions that Azure's worker, or this host, would not run as they are written. The message has one line for each
/// flaw, naming class and method.
/// </summary>
public sealed class FunctionDiscoveryException : Exception
{
    internal FunctionDiscoveryException(IReadOnlyList<string> flaws)
        : base(string.Join(Environment.NewLine, flaws)) => Flaws = flaws;

    /// <summary>One line for each flaw.</summary>
    public IReadOnlyList<string> Flaws { get; }
}
