using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Routing, the functions and the queues' send call as one delegate, the same with a socket and without.
/// </summary>
internal sealed class HttpPipeline
{
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private readonly CancellationToken _hostStopping;
    private readonly RequestDelegate _run;

    internal HttpPipeline(
        IServiceProvider services,
        IReadOnlyList<HttpFunction> functions,
        SendEndpoint send,
        CancellationToken hostStopping
    )
    {
        _services = services;
        _hostStopping = hostStopping;
        _logger = services.GetRequiredService<ILogger<HttpPipeline>>();
        var endpoints = functions.Select(function => HttpFunctionEndpoint.Build(function, services, hostStopping));
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.UseEndpoints(routes => routes.DataSources.Add(new DefaultEndpointDataSource([.. endpoints, send.Build()])));
        _run = app.Build();
    }

    /// <summary>
    /// Answers a request. Never throws: what a function throws becomes an empty 500, or a 499 or 503 if the call was
    /// cancelled because the client has left or the host is stopping.
    /// </summary>
    internal async Task InvokeAsync(HttpContext context)
    {
        await using var scoped = new RequestServicesFeature(
            context,
            _services.GetRequiredService<IServiceScopeFactory>()
        );
        var before = context.Features.Get<IServiceProvidersFeature>();
        context.Features.Set<IServiceProvidersFeature>(scoped);
        try
        {
            await _run(context);
        }
#pragma warning disable CA1031 // Whatever a function throws, the worker answers with an empty 500
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(context, e);
        }
        finally
        {
            context.Features.Set(before);
        }
    }

    private void Fail(HttpContext context, Exception e)
    {
        // A cancelled call is no fault of the function.
        var status =
            context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
            : e is OperationCanceledException && _hostStopping.IsCancellationRequested
                ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status500InternalServerError;
        var failed = status == StatusCodes.Status500InternalServerError;
        var level = failed ? LogLevel.Error : LogLevel.Debug;
        if (_logger.IsEnabled(level))
        {
            _logger.Log(
                level,
                e,
                "Function {Function} {Outcome} on {Method} {Path}",
                context.GetEndpoint()?.DisplayName,
                failed ? "failed" : "was cancelled",
                context.Request.Method,
                context.Request.Path
            );
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
    }
}
