using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Estimates the cheapest mix of seats and tokens for given use (R22). Open to all.</summary>
public sealed class PostEstimate(ApiEndpoint endpoint, EstimateAnswer estimate)
{
    /// <summary><c>POST /api/estimate</c></summary>
    [Function(nameof(PostEstimate))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/estimate")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = endpoint.Open(request, cancellationToken);
        return await call.AnswerAsync(async () =>
        {
            var (asked, refusal) = await JsonBodyReader.ReadAsync(request, EstimateRequest.Read, cancellationToken);
            return refusal is null ? estimate.Of(asked) : ApiAnswer.Refuse(refusal);
        });
    }
}
