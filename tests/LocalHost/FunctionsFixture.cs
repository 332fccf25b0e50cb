using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Functions on a virtual clock, in memory unless a folder is given, with their log.</summary>
internal sealed class FunctionsFixture : IAsyncDisposable
{
    private FunctionsFixture(LocalFunctions functions, FakeTimeProvider time, Recorder recorder, LogLines log)
    {
        Functions = functions;
        Time = time;
        Recorder = recorder;
        Log = log;
    }

    internal static DateTimeOffset Start { get; } = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);

    internal LocalFunctions Functions { get; }
    internal FakeTimeProvider Time { get; }
    internal Recorder Recorder { get; }
    internal LogLines Log { get; }
    internal QueueListener Listener => Functions.Listeners[0];
    internal DurableQueue Queue => Listener.Queue;

    internal static FunctionsFixture Create(
        Type type,
        string hostJson = NoPrefix,
        string? state = null,
        FakeTimeProvider? time = null
    ) => Create([type], hostJson, state, time);

    internal static FunctionsFixture Create(
        Type[] types,
        string hostJson = NoPrefix,
        string? state = null,
        FakeTimeProvider? time = null
    )
    {
        time ??= new(Start);
        var recorder = new Recorder();
        var log = new LogLines();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "host.json");
        File.WriteAllText(path, hostJson);
        var functions = LocalFunctions.Create(
            types,
            new()
            {
                HostJsonPath = path,
                StateDirectory = state,
                TimeProvider = time,
                Queues = ["other"],
            },
            services => services.AddSingleton(recorder).AddSingleton<ILoggerProvider>(log)
        );
        return new(functions, time, recorder, log);
    }

    internal const string NoPrefix = """{ "extensions": { "http": { "routePrefix": "" } } }""";

    internal async Task<(int Status, string Body)> SendAsync(
        string method,
        string path,
        byte[]? body = null,
        Action<HttpRequest>? with = null
    )
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Body = new MemoryStream(body ?? []);
        with?.Invoke(context.Request);
        var answer = new MemoryStream();
        context.Response.Body = answer;
        await Functions.InvokeHttpAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }

    public ValueTask DisposeAsync() => Functions.DisposeAsync();
}
