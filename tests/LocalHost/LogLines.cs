using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Records log entries.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> _lines = new();

    internal IReadOnlyList<string> Errors =>
        [.. _lines.Where(line => line.Level == LogLevel.Error).Select(line => line.Text)];
    internal IReadOnlyList<string> Warnings =>
        [.. _lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose() { }
}
