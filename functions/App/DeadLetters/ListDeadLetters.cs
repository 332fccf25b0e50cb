using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists what was dead-lettered and why, a page at a time.</summary>
public sealed class ListDeadLetters(ApiEndpoint entry, IDeadLetterQueue care, TimeProvider time)
{
    private const int PageSize = 50;

    /// <summary>A page ends with the message that brings it to so many bytes of bodies.</summary>
    private const int PageBytes = 1024 * 1024;

    /// <summary><c>GET /api/dead-letters?reason=&amp;continuation=</c></summary>
    [Function(nameof(ListDeadLetters))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/dead-letters")] HttpRequest request
    ) =>
        entry.AnswerVendorAsync(
            request,
            () => AnswerAsync(request.Query["reason"].FirstOrDefault(), request.Query["continuation"])
        );

    private async Task<ApiAnswer> AnswerAsync(string? reason, string? continuation)
    {
        if (care.Elsewhere is { } elsewhere)
        {
            return ApiAnswer.Refuse(ApiCode.NotFound, elsewhere);
        }

        var after = 0L;
        if (
            continuation is not null
            && !long.TryParse(continuation, NumberStyles.None, CultureInfo.InvariantCulture, out after)
        )
        {
            return ApiAnswer.Invalid(
                "continuation",
                "'continuation' must be what an earlier page of this list ended with."
            );
        }

        var messages = await care.ReadAsync(reason, after, PageSize + 1);
        var page = UpToAPage(messages);
        var counts = await care.CountAsync();
        var now = time.GetUtcNow();
        return ApiAnswer.Of(
            new DeadLettersBody(
                [.. page.Select(message => DeadLettersBody.DeadLetterBody.Of(message, now))],
                [
                    .. counts
                        .OrderBy(count => count.Key, StringComparer.Ordinal)
                        .Select(count => new DeadLettersBody.ReasonBody(count.Key, count.Value)),
                ],
                page.Count < messages.Count ? page[^1].SequenceNumber.ToString(CultureInfo.InvariantCulture) : null
            )
        );
    }

    private static List<DeadMessage> UpToAPage(IReadOnlyList<DeadMessage> messages)
    {
        var bytes = 0L;
        return
        [
            .. messages
                .Take(PageSize)
                .TakeWhile(message => (bytes += message.Body.Length) - message.Body.Length < PageBytes),
        ];
    }
}
