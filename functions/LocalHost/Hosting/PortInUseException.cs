namespace FlexFunctions.LocalHost;

/// <summary>Another process listens on the port. The message is written for the user.</summary>
public sealed class PortInUseException : Exception
{
    internal PortInUseException(int port, string option, Exception inner)
        : base($"Port {port} on 127.0.0.1 is in use by another process. Choose another port with {option} N.", inner) =>
        Port = port;

    /// <summary>The port.</summary>
    public int Port { get; }
}
