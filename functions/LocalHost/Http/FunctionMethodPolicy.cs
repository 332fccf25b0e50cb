using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Takes endpoints that do not answer the request's method out of the choice. ASP.NET Core's own policy would answer
/// 405; the Functions host goes on to the next route that fits and answers 404 if there is none.
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
                    ?.Answers(httpContext.Request.Method) == false
            )
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }
}
