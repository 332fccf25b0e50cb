using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlexFunctions.LocalHost;

/// <summary>Writes the host's own errors as RFC 9457 problem details with a stable <c>code</c>.</summary>
internal static class ProblemDetailsAnswer
{
    internal static Task WriteAsync(HttpContext context, int status, string code, string detail) =>
        TypedResults
            .Problem(
                detail,
                statusCode: status,
                title: ReasonPhrases.GetReasonPhrase(status),
                type: "about:blank",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code }
            )
            .ExecuteAsync(context);
}
