using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Makes an endpoint of an HTTP function with ASP.NET Core's own binder, and evens out where that differs from the
/// worker: the token a function gets and slashes in route values.
/// </summary>
internal static class HttpFunctionEndpoint
{
    private static readonly object s_boundToken = new();

    internal static Endpoint Build(HttpFunction function, IServiceProvider services, CancellationToken hostStopping)
    {
        // Only a carrier of the filters: the endpoint itself is built below.
        var filters = new RouteEndpointBuilder(null, function.Pattern, 0);
        filters.FilterFactories.Add(
            (_, next) =>
                invocation =>
                {
                    // The binder passes RequestAborted; the worker's token is cancelled by a stopping host too.
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
                // A route value that does not fit the parameter fails the invocation in the worker: a 500, not a 400.
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
        endpoint.Metadata.Add(new FunctionHttpMethods(function.Answers));
        return endpoint.Build();
    }

    /// <summary>
    /// A path is decoded but for <c>%2F</c>, so that routing does not take it for a separator; the worker's values have
    /// the slash. Where a client really wrote <c>%252F</c> the text <c>%2F</c> is what it meant.
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
