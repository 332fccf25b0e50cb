namespace FlexFunctions.LocalHost;

/// <summary>Another process listens on the port. The message is one line for the user.</summary>
public sealed class PortTakenException : Exception
{
    internal PortTakenException(int port, string option, Exception inner)
        : base($"Port {port} on 127.0.0.1 is taken by another process; choose another with {option} N.", inner) =>
        Port = port;

    /// <summary>The port.</summary>
    public int Port { get; }
}
