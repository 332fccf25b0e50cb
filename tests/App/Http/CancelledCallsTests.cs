using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App.Tests;

/// <summary>
/// A client that disconnects during a call is not an error: a commit that succeeded stays, and a retry with the same key is
/// answered.
/// </summary>
public sealed class CancelledCallsTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Retrying_a_purchase_after_a_disconnect_succeeds(bool isCommitted, bool storeFails)
    {
        using var rows = SqliteRowStore.OpenMemory();
        using var client = new CancellationTokenSource();
        await using var app = new AppFixture(new DisconnectingStore(rows, client, isCommitted, storeFails));
        using var log = Log.Of(app);

        var first = Purchase(app, client.Token);
        await app.Functions.InvokeHttpAsync(first);
        var retry = Purchase(app);
        await app.Functions.InvokeHttpAsync(retry);

        Assert.Equal(StatusCodes.Status499ClientClosedRequest, first.Response.StatusCode);
        Assert.Equal(StatusCodes.Status201Created, retry.Response.StatusCode);
        Assert.Equal(isCommitted ? "true" : "", retry.Response.Headers["Idempotency-Replayed"].ToString());
        Assert.Single(await app.JournalAsync());
        Assert.Equal(100, await app.BalanceAsync());
        Assert.Empty(log.Lines);
    }

    /// <summary>On Azure, the token may be cancelled before the request is aborted, or because the host is stopping.</summary>
    [Fact]
    public async Task A_call_cancelled_by_the_host_ends_without_an_exception()
    {
        using var rows = SqliteRowStore.OpenMemory();
        using var bound = new CancellationTokenSource();
        await using var app = new AppFixture(
            new DisconnectingStore(rows, bound, isCommitted: false, storeFails: false)
        );
        using var log = Log.Of(app);
        var call = Purchase(app);

        var answer = await Function<PurchaseOrder>(app).Run(call.Request, "acme", bound.Token);
        await answer.ExecuteAsync(call);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
        Assert.Equal("5", call.Response.Headers.RetryAfter.ToString());
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task An_export_after_a_disconnect_ends_without_an_exception()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        using var log = Log.Of(app);
        using var client = new CancellationTokenSource();
        var call = Call(app, client.Token);
        call.Request.QueryString = new QueryString("?format=export");

        var answer = await Function<GetJournal>(app).Run(call.Request, "acme", "design", client.Token);
        await client.CancelAsync();
        await answer.ExecuteAsync(call);

        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_truncated_body_is_refused_and_not_logged_as_an_error()
    {
        await using var app = new AppFixture();
        using var log = Log.Of(app);
        var call = Purchase(app);
        call.Request.Body = new BrokenBody();

        await app.Functions.InvokeHttpAsync(call);

        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
        Assert.Empty(log.Lines);
    }

    private static T Function<T>(AppFixture app) => ActivatorUtilities.CreateInstance<T>(app.Functions.Services);

    private static DefaultHttpContext Purchase(AppFixture app, CancellationToken aborted = default)
    {
        var call = Call(app, aborted);
        (call.Request.Method, call.Request.Path) = ("POST", "/api/accounts/acme/orders");
        call.Request.Headers["Idempotency-Key"] = "k";
        call.Request.ContentType = "application/json";
        call.Request.Body = new MemoryStream("""{"team":"design","tokens":100,"country":"GB"}"""u8.ToArray());
        return call;
    }

    private static DefaultHttpContext Call(AppFixture app, CancellationToken aborted)
    {
        var call = new DefaultHttpContext
        {
            RequestServices = app.Functions.Services,
            RequestAborted = aborted,
            Response = { Body = new MemoryStream() },
        };
        call.Request.Headers.Authorization =
            "Bearer " + app.Key.Mint(Role.Operator, null, app.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        return call;
    }

    /// <summary>A store whose caller disconnects during the first commit, before or after it is applied.</summary>
    private sealed class DisconnectingStore(
        IRowStore store,
        CancellationTokenSource caller,
        bool isCommitted,
        bool storeFails
    ) : SharedStore(store)
    {
        public override async Task<IReadOnlyList<string?>> CommitAsync(
            string table,
            string partition,
            IReadOnlyList<RowOperation> operations,
            CancellationToken cancellationToken
        )
        {
            if (partition != "acme" || caller.IsCancellationRequested)
            {
                return await base.CommitAsync(table, partition, operations, cancellationToken);
            }

            if (isCommitted)
            {
                await base.CommitAsync(table, partition, operations, cancellationToken);
            }

            await caller.CancelAsync();
            throw storeFails
                ? new RowStoreException("The store is down.", mayHaveBeenApplied: isCommitted)
                : new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>The body of a request whose client has disconnected.</summary>
    private sealed class BrokenBody : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new BadHttpRequestException("Unexpected end of request content.");
    }

    /// <summary>Collects warnings and errors; the framework logs each call as information.</summary>
    private sealed class Log : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public static Log Of(AppFixture app)
        {
            var log = new Log();
            app.Functions.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
            return log;
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        IDisposable? ILogger.BeginScope<TState>(TState state) => null;

        bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel >= LogLevel.Warning)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
