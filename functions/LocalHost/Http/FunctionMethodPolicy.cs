using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Excludes endpoints that do not accept the request's method. ASP.NET Core's own policy would return 405; the
/// Functions host tries the next matching route and returns 404 if there is none.
/// </summary>
internal sealed class FunctionMethodPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<FunctionHttpMethods>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (
                candidates.IsValidCandidate(i)
                && candidates[i]
                    .Endpoint.Metadata.GetMetadata<FunctionHttpMethods>()
                    ?.Accepts(httpContext.Request.Method) == false
            )
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }
}
