using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// An assembly's functions with their queues and timers, without sockets, threads or a clock. <see
/// cref="LocalFunctionsHost"/> runs them on sockets and the system clock; a replay runs them on a virtual clock.
/// </summary>
public sealed class LocalFunctions : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly GracePeriod _grace;
    private readonly HttpPipeline _http;
    private readonly TimeProvider _time;
    private ServiceProvider? _owned;

    internal LocalFunctions(
        IServiceProvider services,
        FunctionIndex index,
        HostJson host,
        LocalHostOptions options,
        QueueStore queues
    )
    {
        ConstructorCheck.Run([.. index.Http, .. index.Queue, .. index.Timer], services);
        Services = services;
        Index = index;
        Queues = queues;
        _time = options.TimeProvider;
        _grace = new(options.StopGrace, _time, _stopping.Token);
        var logging = services.GetRequiredService<ILoggerFactory>();
        _http = new(services, index.Http, new(queues, logging.CreateLogger<SendEndpoint>()), _grace.Expired);
        Listeners =
        [
            .. index.Queue.Select(function => new QueueListener(
                function,
                queues.Queues[function.Queue],
                host,
                options,
                services,
                logging.CreateLogger<QueueListener>()
            )),
        ];
        var file = new TimerStatusFile(InState(options, "timers.json"));
        Timers =
        [
            .. index.Timer.Select(function => new FunctionTimer(
                function,
                file,
                options,
                services,
                logging.CreateLogger<FunctionTimer>()
            )),
        ];
    }

    /// <summary>The services that functions are created from.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The functions.</summary>
    public FunctionIndex Index { get; }

    /// <summary>The queues.</summary>
    public QueueStore Queues { get; }

    /// <summary>The listeners, one per queue function.</summary>
    public IReadOnlyList<QueueListener> Listeners { get; }

    /// <summary>What runs the timer functions, one each.</summary>
    public IReadOnlyList<FunctionTimer> Timers { get; }

    /// <summary>When the next timer is due; null if there are no timers.</summary>
    public DateTimeOffset? NextTimerDue => Timers.Count == 0 ? null : Timers.Min(timer => timer.Due);

    /// <summary>Creates the functions and opens their state.</summary>
    /// <param name="functions">The assembly that contains the functions.</param>
    /// <param name="options">The options; the port is not used.</param>
    /// <param name="configure">Registers the services that the functions need.</param>
    /// <exception cref="FunctionDiscoveryException">A function is invalid.</exception>
    /// <exception cref="QueueStoreInUseException">Another process uses the state.</exception>
    /// <exception cref="InvalidDataException">host.json or the state cannot be read.</exception>
    public static LocalFunctions Create(
        Assembly functions,
        LocalHostOptions options,
        Action<IServiceCollection>? configure = null
    ) => Create(functions.GetTypes(), options, configure);

    internal static LocalFunctions Create(
        IEnumerable<Type> types,
        LocalHostOptions options,
        Action<IServiceCollection>? configure = null
    )
    {
        var services = new ServiceCollection();
        Register(services, types, options);
        configure?.Invoke(services);
        var provider = services.BuildServiceProvider();
        try
        {
            var created = provider.GetRequiredService<LocalFunctions>();
            created._owned = provider;
            return created;
        }
        catch
        {
            // No asynchronous work has started, so this only closes the file.
            provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    internal static void Register(IServiceCollection services, IEnumerable<Type> types, LocalHostOptions options)
    {
        var host = HostJson.Read(options.HostJsonPath);
        var configuration = options.Configuration ?? new ConfigurationBuilder().Build();
        var index = FunctionIndex.Scan(types, host, name => configuration[name]);
        services.AddLogging();
        services.AddMetrics();
        services.AddRouting();
        services.TryAddSingleton(new DiagnosticListener("Microsoft.AspNetCore"));
        services.AddSingleton<MatcherPolicy, FunctionMethodPolicy>();
        services.AddSingleton(options.TimeProvider);
        services.AddSingleton(configuration);
        services.AddSingleton(index);
        services.AddSingleton(_ => OpenQueues(index, options));
        services.AddSingleton(provider => new LocalFunctions(
            provider,
            index,
            host,
            options,
            provider.GetRequiredService<QueueStore>()
        ));
    }

    /// <summary>Handles a request, from routing to the written response. Never throws.</summary>
    /// <param name="context">The request, with a writable response body.</param>
    public Task InvokeHttpAsync(HttpContext context) => _http.InvokeAsync(context);

    /// <summary>Runs each timer that is due now once, in order of time and name. Returns their number.</summary>
    /// <param name="cancellationToken">The token for the functions.</param>
    public async Task<int> RunDueTimersAsync(CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        var ran = 0;
        foreach (var timer in Timers.Where(timer => timer.Due <= now).OrderBy(timer => timer.Due).ToList())
        {
            if (await timer.RunIfDueAsync(cancellationToken))
            {
                ran++;
            }
        }

        return ran;
    }

    /// <summary>
    /// Runs the queue listeners and timers until cancelled. Running functions, including HTTP functions, can finish
    /// within the grace period.
    /// </summary>
    /// <param name="stop">Stops the host.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() =>
        {
            _stopping.Cancel();
            stopped.TrySetResult();
        });
        await Task.WhenAll([
            stopped.Task,
            .. Listeners.Select(listener => listener.RunAsync(_stopping.Token)),
            .. Timers.Select(timer => timer.RunAsync(_stopping.Token)),
        ]);
    }

    /// <summary>Closes the queues. Stop <see cref="RunAsync"/> first.</summary>
    public async ValueTask DisposeAsync()
    {
        // The container in turn disposes this object.
        if (Interlocked.Exchange(ref _owned, null) is { } provider)
        {
            await provider.DisposeAsync();
            return;
        }

        _grace.Dispose();
        _stopping.Dispose();
    }

    private static QueueStore OpenQueues(FunctionIndex index, LocalHostOptions options)
    {
        var names = index.Queue.Select(function => function.Queue).Concat(options.Queues);
        return InState(options, "queues.db") is { } path
            ? QueueStore.Open(path, names, options.TimeProvider, options.QueueSettings)
            : QueueStore.InMemory(names, options.TimeProvider, options.QueueSettings);
    }

    private static string? InState(LocalHostOptions options, string name) =>
        options.StateDirectory is null ? null : Path.Combine(Path.GetFullPath(options.StateDirectory), name);
}
