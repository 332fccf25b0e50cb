using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlexFunctions.App;

/// <summary>Problem details (RFC 9457) with a stable <c>code</c>.</summary>
public static class Problem
{
    /// <summary>404. A resource that does not exist and one of another account get the same answer.</summary>
    public static readonly Rejection NotFound = new(ApiCode.NotFound, "Not found.");

    /// <summary>Returns the problem details of a rejection.</summary>
    public static IResult Of(Rejection rejection)
    {
        var status = StatusOf(rejection.Code);
        return Results.Json(
            new ProblemBody(
                "about:blank",
                ReasonPhrases.GetReasonPhrase(status),
                status,
                rejection.Detail,
                rejection.Code,
                rejection.Field
            ),
            ApiJson.Options,
            "application/problem+json",
            status
        );
    }

    private static int StatusOf(string code) =>
        code switch
        {
            ApiCode.InvalidField or ApiCode.UnknownField or ApiCode.IdempotencyKeyMissing =>
                StatusCodes.Status400BadRequest,
            ApiCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            ApiCode.Forbidden => StatusCodes.Status403Forbidden,
            ApiCode.NotFound or RejectionCode.OrderNotFound => StatusCodes.Status404NotFound,
            ApiCode.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
            ApiCode.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
            RejectionCode.QuantityOutOfRange or RejectionCode.NotAvailableInCountry =>
                StatusCodes.Status422UnprocessableEntity,
            ApiCode.LedgerUnavailable or ApiCode.SignInUnavailable or RejectionCode.LedgerBroken =>
                StatusCodes.Status503ServiceUnavailable,
            ApiCode.InternalError => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status409Conflict,
        };

    private sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code, string? Field);
}
