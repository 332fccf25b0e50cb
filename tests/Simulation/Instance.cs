using System.Text.Json;
using FlexFunctions.Simulation.Audit;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlexFunctions.Simulation;

/// <summary>
/// One instance of the functions, from its start to its crash: what it remembers is its own, and once it is gone nothing
/// that it had begun goes on.
/// </summary>
internal sealed class Instance
{
    private readonly TaskCompletionSource _gone = new();
    private readonly ServiceProvider _services;
    private readonly InstanceClock _clock;
    private readonly LoggedFault _faults = new();
    private readonly Dictionary<Type, object> _functions = [];

    /// <param name="setting">What all instances share.</param>
    /// <param name="skew">How far its clock is from true time.</param>
    /// <param name="seed">Spreads its retries.</param>
    public Instance(SimulatedSetting setting, TimeSpan skew, int seed)
    {
        _clock = new InstanceClock(setting.World, skew);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ILogger<ApiEndpoint>>(_faults);
        services.AddSingleton<System.Diagnostics.Metrics.IMeterFactory>(new NoMeters());
        services.AddFlexFunctions(
            setting.Catalog,
            setting.Terms,
            _ => new FaultyRows(setting.Tables, this, setting.World, setting.Faults),
            setting.Key.Rules,
            _ => setting.Mail.Of(this, setting.World, setting.Faults),
            _ => throw new NotSupportedException("Nobody asks a simulated instance after its health."),
            MailQuota.Default,
            _clock,
            new Random(seed)
        );
        // Nobody reads the mails, and drawing their charts would take most of the time.
        services.AddSingleton<ComposeLetter>(digest => new Letter(WarningSubject.Of(digest), "", "", []));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Where its functions get what they need.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Ends when the instance is gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>True once it is gone.</summary>
    public bool IsGone => _gone.Task.IsCompleted;

    /// <summary>True while it takes messages.</summary>
    public bool IsTaking { get; set; }

    /// <summary>What the API logged last of a fault of its own; null for nothing.</summary>
    public Exception? Fault => _faults.Last;

    /// <summary>Goes on, unless the instance is gone: then nothing of it ever does.</summary>
    public Task GoOnAsync() => IsGone ? new TaskCompletionSource().Task : Task.CompletedTask;

    /// <summary>The end of it.</summary>
    public Task CrashAsync()
    {
        _gone.TrySetResult();
        return GoOnAsync();
    }

    /// <summary>Feeds a batch to the queue function.</summary>
    public Task TakeAsync(QueuedMessage[] messages, ServiceBusMessageActions actions) =>
        Function<IngestUsage>().Run([.. messages.Select(message => message.Received())], actions, default);

    /// <summary>Runs a timer function.</summary>
    public Task TickAsync(DeedKind timer) =>
        timer switch
        {
            DeedKind.Expire => Function<ExpireOrders>().Run(new TimerInfo(), default),
            DeedKind.Warn => Function<SendBalanceWarnings>().Run(new TimerInfo(), default),
            _ => Function<ReconcileLedgers>().Run(new TimerInfo(), default),
        };

    /// <summary>Makes a call of the API.</summary>
    public async Task<(int Status, JsonElement Body)> CallAsync(AdminCall call, string token)
    {
        var context = ApiRequest.Of(call, token);
        context.RequestServices = _services;
        var written = new MemoryStream();
        context.Response.Body = written;
        var result = await ApiRequest.RunAsync(call, context.Request, this);
        await result.ExecuteAsync(context);
        using var document = JsonDocument.Parse(written.Length == 0 ? "null"u8.ToArray() : written.ToArray());
        return (context.Response.StatusCode, document.RootElement.Clone());
    }

    /// <summary>A function as the host makes it.</summary>
    public T Function<T>()
        where T : class
    {
        if (!_functions.TryGetValue(typeof(T), out var function))
        {
            _functions.Add(typeof(T), function = ActivatorUtilities.CreateInstance<T>(_services));
        }

        return (T)function;
    }

    private sealed class NoMeters : System.Diagnostics.Metrics.IMeterFactory
    {
        private readonly System.Diagnostics.Metrics.Meter _meter = new("simulation");

        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}

/// <summary>What all instances of a world share.</summary>
internal sealed record SimulatedSetting(
    Scheduler World,
    SimulatedTables Tables,
    SimulatedMail Mail,
    Faults Faults,
    Catalog Catalog,
    Domain.MeteringOptions Terms,
    LocalKey Key
);
