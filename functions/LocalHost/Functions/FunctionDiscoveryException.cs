namespace FlexFunctions.LocalHost;

/// <summary>
/// One or more functions are invalid for the Azure worker or for this host. The message has one line per error with the
/// class and method.
/// </summary>
public sealed class FunctionDiscoveryException : Exception
{
    internal FunctionDiscoveryException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>The errors, one line each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
