using System.Text;
using System.Text.Json;
using FlexFunctions.Simulation.Audit;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlexFunctions.Simulation;

/// <summary>
/// One instance of the app, from its start to its crash. It has its own caches, and after a crash nothing that it had begun
/// continues.
/// </summary>
internal sealed class Instance
{
    private readonly TaskCompletionSource _crashed = new();
    private readonly ServiceProvider _services;
    private readonly InstanceClock _clock;
    private readonly LoggedFault _faults = new();
    private readonly Dictionary<Type, object> _functions = [];

    /// <param name="setting">What all instances of a world share.</param>
    /// <param name="skew">The difference between its clock and true time.</param>
    /// <param name="seed">The seed of the jitter between retries.</param>
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
            setting.Options,
            _ => new FaultyRows(setting.Tables, this, setting.World, setting.Faults),
            setting.Key.Rules,
            _ => setting.Mail.Of(this, setting.World, setting.Faults),
            _ => throw new NotSupportedException("A simulated instance has no health check."),
            MailQuota.Default,
            _clock,
            new Random(seed)
        );
        // Only the subjects of mails are needed. Drawing charts would take most of the time.
        services.AddSingleton<ComposeLetter>(digest => new Letter(WarningSubject.Of(digest), "", "", []));
        _services = services.BuildServiceProvider();
    }

    /// <summary>The services of the functions.</summary>
    public IServiceProvider Services => _services;

    /// <summary>A task that ends when the instance crashes.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>True after the instance has crashed.</summary>
    public bool HasCrashed => _crashed.Task.IsCompleted;

    /// <summary>True while the instance handles messages.</summary>
    public bool IsReceiving { get; set; }

    /// <summary>The last exception that the API logged; null if there is none.</summary>
    public Exception? Fault => _faults.Last;

    /// <summary>Continues at once; never continues if the instance has crashed.</summary>
    public Task ContinueAsync() => HasCrashed ? new TaskCompletionSource().Task : Task.CompletedTask;

    /// <summary>Crashes the instance.</summary>
    public Task CrashAsync()
    {
        _crashed.TrySetResult();
        return ContinueAsync();
    }

    /// <summary>Runs the queue function with a batch of messages.</summary>
    public Task HandleAsync(QueuedMessage[] messages, ServiceBusMessageActions actions) =>
        Function<IngestUsage>().Run([.. messages.Select(message => message.Received())], actions, default);

    /// <summary>Runs a timer function.</summary>
    public Task TickAsync(OperationKind timer) =>
        timer switch
        {
            OperationKind.Expire => Function<ExpireOrders>().Run(new TimerInfo(), default),
            OperationKind.Warn => Function<SendBalanceWarnings>().Run(new TimerInfo(), default),
            _ => Function<ReconcileLedgers>().Run(new TimerInfo(), default),
        };

    /// <summary>
    /// Makes an API call. An answer that is not JSON becomes a JSON string. If the store fails while an export is written, the
    /// connection breaks, and the client takes that as status 503.
    /// </summary>
    public async Task<(int Status, JsonElement Body)> CallAsync(AdminCall call, string token)
    {
        var context = ApiRequest.Of(call, token);
        context.RequestServices = _services;
        var written = new MemoryStream();
        context.Response.Body = written;
        var result = await ApiRequest.RunAsync(call, context.Request, this);
        try
        {
            await result.ExecuteAsync(context);
        }
        catch (RowStoreException) when (call.Kind == CallKind.Export)
        {
            return (503, default);
        }

        if (context.Response.ContentType?.StartsWith("application/x-ndjson", StringComparison.Ordinal) == true)
        {
            var text = Encoding.UTF8.GetString(written.ToArray());
            return (context.Response.StatusCode, JsonSerializer.SerializeToElement(text));
        }

        using var document = JsonDocument.Parse(written.Length == 0 ? "null"u8.ToArray() : written.ToArray());
        return (context.Response.StatusCode, document.RootElement.Clone());
    }

    /// <summary>Returns the function of a type, created as the host creates it.</summary>
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
    Domain.MeteringOptions Options,
    LocalKey Key
);
