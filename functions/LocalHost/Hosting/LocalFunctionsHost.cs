using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Runs an assembly's functions in this process, with HTTP on 127.0.0.1 and queues and timers in a folder. SIGTERM and
/// Ctrl-C stop it gracefully.
/// </summary>
public sealed class LocalFunctionsHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LocalHostOptions _options;
    private readonly TcpListener? _amqpListener;
    private AmqpEndpoint? _amqp;
    private Task _running = Task.CompletedTask;

    private LocalFunctionsHost(WebApplication app, LocalHostOptions options, TcpListener? amqpListener)
    {
        _app = app;
        _options = options;
        _amqpListener = amqpListener;
        Functions = app.Services.GetRequiredService<LocalFunctions>();
    }

    /// <summary>The services that functions are created from.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The functions, queues and timers.</summary>
    public LocalFunctions Functions { get; }

    /// <summary>The address, such as <c>http://127.0.0.1:7071</c>. Available after the start.</summary>
    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The host is not started.");

    /// <summary>
    /// The connection string for the Service Bus SDKs. Available after the start; null without an endpoint.
    /// </summary>
    public string? ServiceBusConnectionString =>
        _amqp is null
            ? null
            : $"Endpoint=sb://127.0.0.1:{_amqp.Port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";

    /// <summary>Creates a host and opens its state. Nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="functions">The assembly that contains the functions.</param>
    /// <param name="options">The options.</param>
    /// <param name="configure">Registers the services that the functions need.</param>
    /// <exception cref="PortInUseException">Another process listens on the port.</exception>
    /// <exception cref="FunctionDiscoveryException">A function is invalid.</exception>
    /// <exception cref="QueueStoreInUseException">Another process uses the state.</exception>
    /// <exception cref="InvalidDataException">host.json or the state cannot be read.</exception>
    public static LocalFunctionsHost Create(
        Assembly functions,
        LocalHostOptions options,
        Action<IServiceCollection>? configure = null
    ) => Create(functions.GetTypes(), options, configure);

    internal static LocalFunctionsHost Create(
        IEnumerable<Type> types,
        LocalHostOptions options,
        Action<IServiceCollection>? configure = null
    )
    {
        // Before the state is opened, so that a second host reports the port, which its user can change.
        ProbePort(options.Port);
        var bound = options.AmqpPort is { } port ? AmqpEndpoint.Bind(port) : null;
        try
        {
            return Create(types, options, configure, bound);
        }
        catch
        {
            bound?.Dispose();
            throw;
        }
    }

    private static LocalFunctionsHost Create(
        IEnumerable<Type> types,
        LocalHostOptions options,
        Action<IServiceCollection>? configure,
        TcpListener? bound
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestGuard.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = ConnectionLimits.Current.Http;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        // Longer than the grace period, so that the web server does not cut it short.
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = options.StopGrace + TimeSpan.FromSeconds(10)
        );
        builder.Logging.AddSimpleConsole();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        LocalFunctions.Register(builder.Services, types, options);
        configure?.Invoke(builder.Services);
        var built = builder.Build();
        try
        {
            var host = new LocalFunctionsHost(built, options, bound);
            built.Run(context => RequestGuard.InvokeAsync(context, host.Functions.InvokeHttpAsync));
            return host;
        }
        catch
        {
            // No asynchronous work has started, so this only closes the file.
            built.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Starts to listen, then runs queue listeners and timers.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="PortInUseException">Another process listens on the port.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new PortInUseException(_options.Port, "--port", e);
        }

        // After the port is open: a host that cannot start must not process a message.
        _running = Task.WhenAll(
            Functions.RunAsync(_app.Lifetime.ApplicationStopping),
            WatchDiskAsync(_app.Lifetime.ApplicationStopping)
        );
        if (_amqpListener is not null)
        {
            _amqp = AmqpEndpoint.Start(
                _amqpListener,
                Functions.Queues,
                _options.TimeProvider,
                _app.Services.GetRequiredService<ILogger<AmqpEndpoint>>(),
                ConnectionLimits.Current.Amqp
            );
        }
    }

    /// <summary>Waits for SIGTERM, Ctrl-C or <see cref="StopAsync"/> and for the end of all work.</summary>
    /// <param name="cancellationToken">Also stops the host.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        await _app.WaitForShutdownAsync(cancellationToken);
        await EndAsync();
    }

    /// <summary>
    /// Stops new requests, messages and timers. Running functions can finish within the grace period.
    /// </summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await EndAsync();
    }

    /// <summary>Stops the host if it runs, and closes the state.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _amqpListener?.Dispose();
        await _app.DisposeAsync();
    }

    private async Task EndAsync()
    {
        if (_amqp is not null)
        {
            await _amqp.DisposeAsync();
        }

        await _running;
    }

    private Task WatchDiskAsync(CancellationToken stop) =>
        _options.StateDirectory is { } state
            ? new DiskSpaceMonitor(
                Path.GetFullPath(state),
                _options.TimeProvider,
                _app.Services.GetRequiredService<ILogger<DiskSpaceMonitor>>()
            ).RunAsync(stop)
            : Task.CompletedTask;

    private static void ProbePort(int port)
    {
        if (port == 0)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // As Kestrel does, so that old connections of a previous host do not block the port.
        if (!OperatingSystem.IsWindows())
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        }

        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new PortInUseException(port, "--port", e);
        }
    }
}
