using Microsoft.Extensions.Logging;

namespace FlexFunctions.Simulation;

/// <summary>The log of an instance's API, of which only faults are kept: they tell why a call is answered 500.</summary>
internal sealed class LoggedFault : ILogger<ApiEndpoint>
{
    /// <summary>The last fault; null for none.</summary>
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
