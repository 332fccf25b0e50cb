using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>
/// The worker's builder without the worker: settings, logging and services as there, and a host that stops as soon as
/// it has started, so that a test can run the Azure program from its first line to its last.
/// </summary>
public class FunctionsApplicationBuilder
{
    private static readonly AsyncLocal<Action<IServiceProvider>?> s_onStart = new();

    private readonly HostApplicationBuilder _builder;

    internal FunctionsApplicationBuilder(string[]? args)
    {
        _builder = new HostApplicationBuilder(args);
        _builder.Logging.ClearProviders();
        _builder.Services.AddHostedService<Stop>();
    }

    /// <summary>What looks at the services of a program that this flow of control starts; for tests.</summary>
    internal static Action<IServiceProvider>? OnStart
    {
        get => s_onStart.Value;
        set => s_onStart.Value = value;
    }

    public ConfigurationManager Configuration => _builder.Configuration;

    public IHostEnvironment Environment => _builder.Environment;

    public ILoggingBuilder Logging => _builder.Logging;

    public IMetricsBuilder Metrics => _builder.Metrics;

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_builder).Properties;

    public IServiceCollection Services => _builder.Services;

    /// <summary>Whether the program asked for ASP.NET Core; without it no HTTP function answers.</summary>
    internal bool HasAspNetCore { get; set; }

    public IHost Build() =>
        HasAspNetCore
            ? _builder.Build()
            : throw new InvalidOperationException("HTTP functions take HttpRequest: ConfigureFunctionsWebApplication.");

    private sealed class Stop(IServiceProvider services, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            OnStart?.Invoke(services);
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
