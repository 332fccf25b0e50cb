using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Refuses, on every route, requests that a web page of another origin can cause in a browser on this machine, and
/// bodies over the limit of the Functions host.
/// </summary>
internal static class RequestGuard
{
    /// <summary>The largest body, as in the Functions host.</summary>
    internal const long MaxBodyBytes = 104_857_600;

    internal static Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        Refuse(context) is var (status, code, detail)
            ? ProblemDetailsAnswer.WriteAsync(context, status, code, detail)
            : next(context);

    private static (int Status, string Code, string Detail)? Refuse(HttpContext context)
    {
        var request = context.Request;
        // A page can point its own host name at 127.0.0.1; the browser then sends that name.
        if (!IsThisHost(request.Host, context.Connection.LocalPort))
        {
            return (
                StatusCodes.Status421MisdirectedRequest,
                "foreign-host",
                "The Host header must be localhost, 127.0.0.1 or [::1] with the port of this host."
            );
        }

        if (
            !IsAbsentOr(request.Headers.Origin, $"{request.Scheme}://{request.Host}")
            || !IsAbsentOr(request.Headers["Sec-Fetch-Site"], "same-origin", "none")
        )
        {
            return (
                StatusCodes.Status403Forbidden,
                "foreign-origin",
                "Web pages of other origins cannot call this host."
            );
        }

        return request.ContentLength > MaxBodyBytes
            ? (
                StatusCodes.Status413PayloadTooLarge,
                "body-too-large",
                $"A request body can have at most {MaxBodyBytes} bytes."
            )
            : null;
    }

    private static bool IsThisHost(HostString host, int port) =>
        (host.Port ?? 80) == port && (host.Host.ToUpperInvariant() is "LOCALHOST" or "127.0.0.1" or "[::1]");

    private static bool IsAbsentOr(StringValues header, params ReadOnlySpan<string> allowed)
    {
        foreach (var value in allowed)
        {
            if (string.Equals(header.ToString(), value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return header.Count == 0;
    }
}
