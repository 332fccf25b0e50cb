using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Builds the endpoint of an HTTP function with ASP.NET Core's binder, adjusted to the worker: the cancellation token
/// and slashes in route values.
/// </summary>
internal static class HttpFunctionEndpoint
{
    private static readonly object s_boundToken = new();

    internal static Endpoint Build(HttpFunction function, IServiceProvider services, CancellationToken hostStopping)
    {
        // Only carries the filters; the endpoint is built below.
        var filters = new RouteEndpointBuilder(null, function.Pattern, 0);
        filters.FilterFactories.Add(
            (_, next) =>
                invocation =>
                {
                    // The binder passes RequestAborted; the worker's token is also cancelled when the host stops.
                    for (var i = 0; i < invocation.Arguments.Count; i++)
                    {
                        if (invocation.Arguments[i] is CancellationToken)
                        {
                            invocation.Arguments[i] = invocation.HttpContext.Items[s_boundToken];
                        }
                    }

                    return next(invocation);
                }
        );
        var bound = RequestDelegateFactory.Create(
            function.Method,
            context => function.NewInstance(context.RequestServices)!,
            new()
            {
                ServiceProvider = services,
                RouteParameterNames = function.Pattern.Parameters.Select(parameter => parameter.Name),
                // In the worker, a route value that does not fit its parameter fails the invocation: 500, not 400.
                ThrowOnBadRequest = true,
                EndpointBuilder = filters,
            }
        );
        var endpoint = new RouteEndpointBuilder(
            async context =>
            {
                DecodeSlashes(context);
                using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(
                    context.RequestAborted,
                    hostStopping
                );
                context.Items[s_boundToken] = cancelled.Token;
                await bound.RequestDelegate(context);
            },
            function.Pattern,
            order: 0
        )
        {
            DisplayName = function.Name,
        };
        endpoint.Metadata.Add(new FunctionHttpMethods(function.Accepts));
        return endpoint.Build();
    }

    /// <summary>
    /// Decodes <c>%2F</c> in route values, as the worker does. ASP.NET Core keeps it encoded so that routing does not
    /// treat it as a separator. A path with <c>%252F</c> means the text <c>%2F</c> and is left unchanged.
    /// </summary>
    private static void DecodeSlashes(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (raw?.Contains("%252F", StringComparison.OrdinalIgnoreCase) == true)
        {
            return;
        }

        foreach (var (name, value) in context.Request.RouteValues.ToArray())
        {
            if (value is string text && text.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            {
                context.Request.RouteValues[name] = text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            }
        }
    }
}
