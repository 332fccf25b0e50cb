using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>Refusals that all calls of a kind have in common, derived from the description.</summary>
internal static class CommonCases
{
    public static IEnumerable<ApiCase> Of(ApiOperation operation) =>
        [
            Case(
                operation,
                operation.Responses.Keys.First(status => status < 300),
                null,
                (stage, call) => stage.SendAsync(call)
            ),
            .. operation.IsOpen ? [] : OfGuarded(operation),
            .. operation.Body is null ? [] : OfBody(operation),
            .. operation.Parameters.Any(known => known is { Name: "Idempotency-Key", IsRequired: true })
                ? [Sent(operation, 400, "idempotency-key-missing", call => call.With("Idempotency-Key", null))]
                : Array.Empty<ApiCase>(),
            .. operation.HasParameter("order")
                ? [Sent(operation, 404, "order-not-found", call => call.With("order", "nosuch"))]
                : Array.Empty<ApiCase>(),
        ];

    private static IEnumerable<ApiCase> OfGuarded(ApiOperation operation) =>
        [
            Case(operation, 401, "unauthenticated", (stage, call) => stage.SendAsync(call, null)),
            Case(operation, 403, "forbidden", (stage, call) => stage.SendAsync(call, stage.Token(Role.None))),
            Case(
                operation,
                503,
                "sign-in-unavailable",
                (stage, call) =>
                {
                    stage.Issuer.IsDown = true;
                    return stage.SendAsync(call);
                }
            ),
            .. operation.HasParameter("account") ? OfAccount(operation) : OfQueue(operation),
        ];

    private static IEnumerable<ApiCase> OfQueue(ApiOperation operation) =>
        [
            Case(
                operation,
                500,
                "internal-error",
                async (stage, call) =>
                {
                    await stage.CloseQueuesAsync();
                    return await stage.SendAsync(call);
                }
            ),
        ];

    private static IEnumerable<ApiCase> OfAccount(ApiOperation operation) =>
        [
            Sent(operation, 404, "not-found", call => call.With("account", "a~b")),
            Case(
                operation,
                500,
                "internal-error",
                (stage, call) => BrokenAsync(stage, call, new InvalidOperationException("Secret."))
            ),
            Case(
                operation,
                503,
                "ledger-unavailable",
                (stage, call) => BrokenAsync(stage, call, new RowStoreException("Secret.", mayHaveBeenApplied: false))
            ),
        ];

    private static IEnumerable<ApiCase> OfBody(ApiOperation operation) =>
        [
            Sent(operation, 400, "invalid-field", call => call.WithBody("[]")),
            Sent(operation, 400, "invalid-field", call => call.WithBody("{")),
            Sent(operation, 400, "unknown-field", call => call.WithField("surprise", 1)) with
            {
                Field = "surprise",
            },
            Sent(operation, 413, "body-too-large", call => call.WithBody(new string(' ', (64 * 1024) + 1))),
            Sent(operation, 415, "unsupported-media-type", call => call with { ContentType = "text/plain" }),
        ];

    private static Task<ApiReply> BrokenAsync(ApiStage stage, ApiRequest call, Exception failure)
    {
        stage.BreakStore(failure);
        return stage.SendAsync(call);
    }

    private static ApiCase Sent(ApiOperation operation, int status, string code, Func<ApiRequest, ApiRequest> change) =>
        Case(operation, status, code, (stage, call) => stage.SendAsync(change(call)));

    private static ApiCase Case(
        ApiOperation operation,
        int status,
        string? code,
        Func<ApiStage, ApiRequest, Task<ApiReply>> make
    ) => new(operation.Id, status, code, null, make);
}
