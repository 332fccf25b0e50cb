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
    private readonly IServiceProvider services;
    private readonly ILogger logger;
    private readonly RequestDelegate run;

    internal HttpPipeline(
        IServiceProvider services,
        IReadOnlyList<HttpFunction> functions,
        SendEndpoint send,
        CancellationToken hostStopping
    )
    {
        this.services = services;
        logger = services.GetRequiredService<ILogger<HttpPipeline>>();
        var endpoints = functions.Select(function => HttpFunctionEndpoint.Build(function, services, hostStopping));
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.UseEndpoints(routes => routes.DataSources.Add(new DefaultEndpointDataSource([.. endpoints, send.Build()])));
        run = app.Build();
    }

    /// <summary>Answers a request. Never throws: what a function throws becomes an empty 500.</summary>
    internal async Task InvokeAsync(HttpContext context)
    {
        await using var scope = services.CreateAsyncScope();
        var before = context.Features.Get<IServiceProvidersFeature>();
        context.Features.Set<IServiceProvidersFeature>(new RequestServices(scope.ServiceProvider));
        try
        {
            await run(context);
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
        // A client that has gone away is no fault of the function.
        var level = context.RequestAborted.IsCancellationRequested ? LogLevel.Debug : LogLevel.Error;
        if (logger.IsEnabled(level))
            logger.Log(
                level,
                e,
                "Function {Function} failed on {Method} {Path}",
                context.GetEndpoint()?.DisplayName,
                context.Request.Method,
                context.Request.Path
            );
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private sealed class RequestServices(IServiceProvider provider) : IServiceProvidersFeature
    {
        IServiceProvider IServiceProvidersFeature.RequestServices { get; set; } = provider;
    }
}
