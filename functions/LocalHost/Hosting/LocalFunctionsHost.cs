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
/// Runs an assembly's functions in this process: HTTP on 127.0.0.1, queues and timers in a folder. SIGTERM and Ctrl-C
/// stop it gracefully.
/// </summary>
public sealed class LocalFunctionsHost : IAsyncDisposable
{
    // As the Functions host: a larger body never reaches a function.
    private const long MaxRequestBytes = 104_857_600;

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

    /// <summary>Where functions get their constructors' arguments from.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The functions, queues and timers this drives.</summary>
    public LocalFunctions Functions { get; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:7071</c>; known once started.</summary>
    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The host has not been started.");

    /// <summary>
    /// What the official Service Bus SDKs are given to send here; known once started; null without an endpoint.
    /// </summary>
    public string? ServiceBusConnectionString =>
        _amqp is null
            ? null
            : $"Endpoint=sb://127.0.0.1:{_amqp.Port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";

    /// <summary>Makes a host. Nothing runs before it is started, but the state is taken and read.</summary>
    /// <param name="functions">The assembly the functions are in.</param>
    /// <param name="options">Where and when.</param>
    /// <param name="configure">Registers what the functions' constructors need.</param>
    /// <exception cref="PortTakenException">Another process listens on the port.</exception>
    /// <exception cref="FunctionDiscoveryException">A function can not be run as it is written.</exception>
    /// <exception cref="QueueStoreInUseException">Another process has the state.</exception>
    /// <exception cref="InvalidDataException">host.json or the state can not be read.</exception>
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
        // Before the state is opened: a second host on the same state should hear of the port, which it can change.
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
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        // Longer than what runs is given, so that the host never cuts it short by itself.
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
            built.Run(host.Functions.InvokeHttpAsync);
            return host;
        }
        catch
        {
            // Nothing asynchronous has begun yet, so this blocks on nothing but closing the file.
            built.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Listens, then feeds queues and runs timers.</summary>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="PortTakenException">Another process listens on the port.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new PortTakenException(_options.Port, "--port", e);
        }

        // Only now: a host whose port is taken must not have touched a message.
        _running = Functions.RunAsync(_app.Lifetime.ApplicationStopping);
        if (_amqpListener is not null)
        {
            _amqp = AmqpEndpoint.Start(
                _amqpListener,
                Functions.Queues,
                _options.TimeProvider,
                _app.Services.GetRequiredService<ILogger<AmqpEndpoint>>()
            );
        }
    }

    /// <summary>Waits for SIGTERM, Ctrl-C or <see cref="StopAsync"/>, and until everything has stopped.</summary>
    /// <param name="cancellationToken">Stops the host too.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        await _app.WaitForShutdownAsync(cancellationToken);
        await EndAsync();
    }

    /// <summary>Stops: no new requests, messages or timers; what runs may finish within the grace time.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await EndAsync();
    }

    /// <summary>Stops, if that was not done, and closes the state.</summary>
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

    private static void ProbePort(int port)
    {
        if (port == 0)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // As the server will do, so that connections of a host that has just ended are no hindrance.
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
            throw new PortTakenException(port, "--port", e);
        }
    }
}
