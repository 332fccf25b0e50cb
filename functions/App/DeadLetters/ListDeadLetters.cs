using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists the dead letters, one page at a time.</summary>
public sealed class ListDeadLetters(ApiEndpoint endpoint, IDeadLetterQueue deadLetters, TimeProvider time)
{
    private const int PageSize = 50;

    /// <summary>A page ends with the message that reaches this number of bytes of bodies.</summary>
    private const int PageBytes = 1024 * 1024;

    /// <summary><c>GET /api/dead-letters?reason=&amp;continuation=</c></summary>
    [Function(nameof(ListDeadLetters))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/dead-letters")] HttpRequest request,
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

            if (!TryParseNumber(request.Query["continuation"], out var after))
            {
                return ApiAnswer.InvalidContinuation;
            }

            var reason = request.Query["reason"].FirstOrDefault();
            var messages = await deadLetters.ReadAsync(reason, after, PageSize + 1);
            var page = TakePage(messages);
            var counts = await deadLetters.CountAsync();
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
        });
    }

    private static bool TryParseNumber(string? text, out long number)
    {
        number = 0;
        return text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static List<DeadMessage> TakePage(IReadOnlyList<DeadMessage> messages)
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
