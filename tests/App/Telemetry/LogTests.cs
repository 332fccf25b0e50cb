using System.Collections.Concurrent;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App.Tests;

/// <summary>Logs name messages, accounts and teams, but no content of messages or calls and no users.</summary>
public sealed class LogTests
{
    private const string Marker = "marker7c31";

    [Fact]
    public async Task Logs_and_traces_contain_nothing_of_message_bodies()
    {
        using var spans = new Spans();
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingStore(rows);
        await using var app = new AppFixture(store);
        using var log = Log.Of(app);
        await app.BuyAsync(10);
        var good = app.Event();
        var before = log.Lines.Count;

        await app.SendAsync(
            $"{{ \"{Marker}",
            $"\"{Marker}\"",
            good.Replace("autocad", Marker, StringComparison.Ordinal),
            good.Replace("flex.product.opened", Marker, StringComparison.Ordinal),
            good.Replace("\"priscilla\"", $"\"{Marker} {Marker}\"", StringComparison.Ordinal),
            good.Replace("\"data\"", $"\"{Marker}\": \"{Marker}\", \"data\"", StringComparison.Ordinal),
            $"[{good.Replace("priscilla", Marker + "@acme.com", StringComparison.Ordinal)}, {{ \"{Marker}\": 1 }}]",
            app.Event(user: Marker + "@acme.com", session: Marker, time: AppFixture.Start.AddDays(-30)),
            app.Event(user: Marker + "@acme.com", session: Marker),
            app.Event(user: Marker + "2@acme.com", session: Marker)
        );
        // A failure is logged with its exception.
        store.FailingPartition = "acme";
        await app.Queue.SendAsync(
            new OutgoingMessage { Body = BinaryData.FromString(app.Event(user: Marker + "3@acme.com")) }
        );
        var pumping = app.Functions.Listeners[0].PumpOnceAsync();
        while (!pumping.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.True((await app.DeadLetterReasonsAsync()).Count >= 7);
        Assert.Contains(log.Lines.Skip(before), line => line.Contains("malformed-event", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("acme/design was not decided", StringComparison.Ordinal));
        AssertUnmarked(log.Lines);
        AssertUnmarked(
            spans.Ended.SelectMany(span =>
                span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName)
            )
        );
    }

    [Fact]
    public async Task Logs_of_lost_races_contain_no_users()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingStore(rows) { MetersConflict = true };
        await using var app = new AppFixture(store);
        using var log = Log.Of(app);
        await app.BuyAsync(10);
        await app.Queue.SendAsync(
            new OutgoingMessage { Body = BinaryData.FromString(app.Event(user: Marker + "@acme.com")) }
        );
        var pumping = app.Functions.Listeners[0].PumpOnceAsync();
        while (!pumping.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Contains(log.Lines, line => line.Contains("acme/design was not decided", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("The row 'meter|…'", StringComparison.Ordinal));
        AssertUnmarked(log.Lines);
    }

    [Fact]
    public async Task Logs_contain_no_request_bodies_and_no_users()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var store = new FailingStore(rows);
        await using var app = new AppFixture(store);
        using var log = Log.Of(app);
        await app.BuyAsync(10);
        var policy = $"/api/accounts/acme/teams/design/users/{Marker}@acme.com";
        await app.Api.CallAsync("PUT", policy);
        await app.Api.CallAsync(
            "POST",
            "/api/accounts/acme/orders",
            new { marker = Marker, reference = Marker },
            "key"
        );
        store.FailingPartition = "acme";
        var call = app.Api.CallAsync("PUT", policy);
        while (!call.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal(503, (await call).Status);
        Assert.Contains(
            log.Lines,
            line =>
                line.Contains(
                    "PUT api/accounts/{account}/teams/{team}/users/{user} of acme: the ledger did not answer",
                    StringComparison.Ordinal
                )
        );
        AssertUnmarked(log.Lines);
    }

    private static void AssertUnmarked(IEnumerable<string> lines) =>
        Assert.All(lines, line => Assert.DoesNotContain(Marker, line, StringComparison.OrdinalIgnoreCase));

    /// <summary>Records all log lines: the text, each value, and the exception.</summary>
    private sealed class Log : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public static Log Of(AppFixture app)
        {
            var log = new Log();
            app.Functions.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
            return log;
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        IDisposable? ILogger.BeginScope<TState>(TState state) => null;

        bool ILogger.IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            _lines.Enqueue(formatter(state, exception));
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                _lines.Enqueue(string.Join(' ', values.Select(value => $"{value.Key}={value.Value}")));
            }

            if (exception is not null)
            {
                _lines.Enqueue(exception.ToString());
            }
        }
    }
}
