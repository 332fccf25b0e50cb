using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>
/// Resubmits one dead letter, or all dead letters with a reason. They keep their first enqueued time (R5), so an event that
/// was in time then is still in time.
/// </summary>
public sealed class ResubmitDeadLetters(ApiEndpoint endpoint, IDeadLetterQueue deadLetters)
{
    private const int MaxReason = 4096;

    /// <summary><c>POST /api/dead-letters/resubmit</c></summary>
    [Function(nameof(ResubmitDeadLetters))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/dead-letters/resubmit")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, Role.Operator, cancellationToken);
        return await call.AnswerAsync(async () =>
        {
            if (deadLetters.Unavailable is { } unavailable)
            {
                return ApiAnswer.Refuse(ApiCode.NotFound, unavailable);
            }

            var (body, refusal) = await JsonBodyReader.ReadAsync(request, Read, cancellationToken);
            if (refusal is not null)
            {
                return ApiAnswer.Refuse(refusal);
            }

            if (body.Reason is { } reason)
            {
                return ApiAnswer.Of(new ResubmittedBody(await deadLetters.ResubmitAsync(reason)));
            }

            return await deadLetters.ResubmitAsync(body.SequenceNumber)
                ? ApiAnswer.Of(new ResubmittedBody(1))
                : ApiAnswer.Refuse(ApiCode.NotFound, $"There is no dead letter with number {body.SequenceNumber}.");
        });
    }

    /// <summary>Reads a reason or a number. A number next to a reason is an unknown field.</summary>
    private static ResubmitRequest Read(JsonBody body) =>
        body.OptionalText("reason", MaxReason) is { } reason
            ? new ResubmitRequest(0, reason)
            : new ResubmitRequest(body.WholeNumber("sequenceNumber"), null);

    private sealed record ResubmitRequest(long SequenceNumber, string? Reason);

    /// <summary>The result.</summary>
    /// <param name="Resubmitted">The number of messages resubmitted.</param>
    private sealed record ResubmittedBody(long Resubmitted);
}
