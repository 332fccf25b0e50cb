using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The request pipeline: routing, the HTTP functions and the send call of the queues, with or without a socket.
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
    /// Handles a request. Never throws: an exception of a function becomes an empty 500, or 499 or 503 if the client
    /// disconnected or the host is stopping. A request body that breaks HTTP becomes an empty 4xx.
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
#pragma warning disable CA1031 // The worker returns an empty 500 for any exception
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
        // A cancelled call is not an error of the function.
        var status =
            context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
            : e is OperationCanceledException && _hostStopping.IsCancellationRequested
                ? StatusCodes.Status503ServiceUnavailable
#pragma warning disable CS0618 // The web server still throws this type, and only for the client's errors
            : e is Microsoft.AspNetCore.Server.Kestrel.Core.BadHttpRequestException bad ? bad.StatusCode
#pragma warning restore CS0618
            : StatusCodes.Status500InternalServerError;
        var failed = status == StatusCodes.Status500InternalServerError;
        var level = failed ? LogLevel.Error : LogLevel.Debug;
        if (_logger.IsEnabled(level))
        {
            _logger.Log(
                level,
                e,
                "Function {Function} {Outcome} on {Method} {Route}",
                context.GetEndpoint()?.DisplayName,
                failed ? "failed" : $"ended with {status}",
                context.Request.Method,
                // Not the path, which can hold a user's id.
                (context.GetEndpoint() as RouteEndpoint)
                    ?.RoutePattern
                    .RawText
            );
        }

        if (context.Response.HasStarted)
        {
            // A partial response must not look complete.
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
    }
}
