using Microsoft.Extensions.Logging;

namespace FlexFunctions.Simulation;

/// <summary>A logger that keeps the API's last exception, which explains an answer 500.</summary>
internal sealed class LoggedFault : ILogger<ApiEndpoint>
{
    /// <summary>The last exception; null if there is none.</summary>
    public Exception? Last { get; private set; }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Last = IsEnabled(logLevel) ? exception : Last;
}
