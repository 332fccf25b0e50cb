using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>
/// Sends dead letters again: one, or all of a reason. They are judged by the instant of their first intake (R5), so what
/// was in time then still is.
/// </summary>
public sealed class ResubmitDeadLetters(ApiEndpoint entry, IDeadLetterQueue care)
{
    private const int LongestReason = 4096;

    /// <summary><c>POST /api/dead-letters/resubmit</c></summary>
    [Function(nameof(ResubmitDeadLetters))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/dead-letters/resubmit")] HttpRequest request,
        CancellationToken cancellationToken
    ) => entry.AnswerVendorAsync(request, () => AnswerAsync(request, cancellationToken), cancellationToken);

    private async Task<ApiAnswer> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (care.Elsewhere is { } elsewhere)
        {
            return ApiAnswer.Refuse(ApiCode.NotFound, elsewhere);
        }

        var (wanted, refusal) = await JsonBodyReader.ReadAsync(request, Read, cancellationToken);
        if (refusal is not null)
        {
            return new ApiAnswer.Refused(refusal);
        }

        if (wanted.Reason is { } reason)
        {
            return ApiAnswer.Of(new ResubmittedBody(await care.ResubmitAsync(reason)));
        }

        return await care.ResubmitAsync(wanted.SequenceNumber)
            ? ApiAnswer.Of(new ResubmittedBody(1))
            : ApiAnswer.Refuse(ApiCode.NotFound, $"There is no dead letter of number {wanted.SequenceNumber}.");
    }

    /// <summary>The one or the other: a number beside a reason is a field that this call does not know.</summary>
    private static Wanted Read(JsonBody body) =>
        body.OptionalText("reason", LongestReason) is { } reason
            ? new Wanted(0, reason)
            : new Wanted(body.WholeNumber("sequenceNumber"), null);

    private sealed record Wanted(long SequenceNumber, string? Reason);

    /// <summary>How many were sent again.</summary>
    private sealed record ResubmittedBody(long Resubmitted);
}
