using System.Security.Cryptography;
using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>Calls that must happen once however often they are sent (R11): the answer is kept under the caller's key.</summary>
internal static class Idempotency
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>The key that the caller chose for this call, if any, or why it can not be one.</summary>
    public static (IdempotencyKey? Key, Rejection? Refusal) KeyOf(ApiCall call, IdempotencyKeyRequirement need)
    {
        var key = call.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
        {
            return need == IdempotencyKeyRequirement.Optional
                ? (null, null)
                : (null, new Rejection(ApiCode.IdempotencyKeyMissing, $"The call needs the header {KeyHeader}."));
        }

        return key.Length <= IdempotencyKey.MaxLength && key.All(char.IsAscii) && !key.Any(char.IsControl)
            ? (IdempotencyKey.Of(call.Account, call.Request.Path.Value ?? "", key), null)
            : (
                null,
                new Rejection(
                    ApiCode.InvalidField,
                    $"{KeyHeader} must have 1 to {IdempotencyKey.MaxLength} ASCII characters.",
                    KeyHeader
                )
            );
    }

    /// <summary>
    /// Decides a request under a key, and keeps the answer with what it writes; or answers as before, or refuses if the key
    /// was used for another request.
    /// </summary>
    public static async Task<ApiAnswer> OnceAsync<T>(
        LedgerTransaction transaction,
        IdempotencyKey key,
        T request,
        Func<Task<ApiAnswer>> decide
    )
    {
        var digest = Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Options))
        );
        if (await FindAsync(transaction, key, digest) is { } before)
        {
            return before;
        }

        var answer = await decide();
        if (answer is ApiAnswer.Refused)
        {
            // The rows that it was refused on may already be those that the same call, answered elsewhere a moment ago,
            // left behind.
            transaction.Refresh(key);
            return await FindAsync(transaction, key, digest) ?? answer;
        }

        if (answer is ApiAnswer.Given { Body: { } body, Status: var status })
        {
            var text = JsonSerializer.Serialize(body, body.GetType(), ApiJson.Options);
            transaction.WriteAnswer(key, new StoredAnswer(digest, status, text));
        }

        return answer;
    }

    /// <summary>What a call answers when it sees that the same call was answered since it looked.</summary>
    public static readonly ApiAnswer AnsweredMeanwhile = ApiAnswer.Refuse(
        RejectionCode.IdempotencyKeyReused,
        $"Another call with this {KeyHeader} is being answered. Try again."
    );

    private static async Task<ApiAnswer?> FindAsync(LedgerTransaction transaction, IdempotencyKey key, string digest) =>
        await transaction.ReadAnswerAsync(key) is not { } stored ? null
        : stored.Request == digest ? new ApiAnswer.Other(new Replayed(stored))
        : ApiAnswer.Refuse(
            RejectionCode.IdempotencyKeyReused,
            $"This {KeyHeader} was used for another request. Choose a new key for a new request."
        );

    /// <summary>An answer that was given before.</summary>
    private sealed class Replayed(StoredAnswer stored) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[ReplayedHeader] = "true";
            return ApiJson.AnswerText(stored.Body, stored.Status).ExecuteAsync(httpContext);
        }
    }
}
