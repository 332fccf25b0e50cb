using System.Security.Cryptography;
using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>Stores the answer to a call under the key that the caller chose, so that a retry changes nothing (R11).</summary>
internal static class Idempotency
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>Returned when another call with the same key was answered after this call read the stored answer.</summary>
    public static readonly ApiAnswer InProgress = ApiAnswer.Refuse(
        RejectionCode.IdempotencyKeyReused,
        $"Another call with this {KeyHeader} is in progress. Try again."
    );

    /// <summary>The keys under which the answer to a call may be stored.</summary>
    /// <param name="Key">The key, valid for the account, the operation and the resource, however the path spells them (R11).</param>
    /// <param name="Former">The key as earlier versions stored it, by the spelling of the path; null if it is the same.</param>
    internal sealed record Keys(IdempotencyKey Key, IdempotencyKey? Former);

    /// <summary>Reads the key of a call: null if there is none, or the reason why it is invalid.</summary>
    public static (Keys? Keys, Rejection? Refusal) ReadKey(
        HttpRequest request,
        AccountId account,
        string resource,
        IdempotencyKeyRequirement requirement
    )
    {
        var key = request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
        {
            return requirement == IdempotencyKeyRequirement.Optional
                ? (null, null)
                : (null, new Rejection(ApiCode.IdempotencyKeyMissing, $"The call requires the header {KeyHeader}."));
        }

        if (key.Length > IdempotencyKey.MaxLength || !key.All(char.IsAscii) || key.Any(char.IsControl))
        {
            return (
                null,
                new Rejection(
                    ApiCode.InvalidField,
                    $"{KeyHeader} must have 1 to {IdempotencyKey.MaxLength} ASCII characters.",
                    KeyHeader
                )
            );
        }

        var (path, spelled) = ($"/api/accounts/{account}/{resource}", request.Path.Value ?? "");
        return (
            new Keys(
                IdempotencyKey.Of(account, path, key),
                spelled == path ? null : IdempotencyKey.Of(account, spelled, key)
            ),
            null
        );
    }

    /// <summary>
    /// Decides a request and stores the answer in the same commit. Returns the stored answer if there is one, or a refusal
    /// if the key was used for another request.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="keys">The key.</param>
    /// <param name="request">The body of the call; its JSON is digested, so its fields are never renamed.</param>
    /// <param name="decide">Decides the request.</param>
    public static async Task<ApiAnswer> OnceAsync<T>(
        LedgerTransaction ledger,
        Keys keys,
        T request,
        Func<Task<ApiAnswer>> decide
    )
    {
        var digest = Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Options))
        );
        if (await FindAsync(ledger, keys.Key, digest) is { } stored)
        {
            return stored;
        }

        if (keys.Former is { } former && await FindAsync(ledger, former, digest) is { } storedFormerly)
        {
            return storedFormerly;
        }

        var answer = await decide();
        if (answer is ApiAnswer.Refused)
        {
            // The refusal may be based on rows that the same call, answered by another instance, has just written.
            ledger.Refresh(keys.Key);
            return await FindAsync(ledger, keys.Key, digest) ?? answer;
        }

        if (answer is ApiAnswer.Given { Body: { } body, Status: var status })
        {
            var text = JsonSerializer.Serialize(body, body.GetType(), ApiJson.Options);
            ledger.WriteAnswer(keys.Key, new StoredAnswer(digest, status, text));
        }

        return answer;
    }

    private static async Task<ApiAnswer?> FindAsync(LedgerTransaction ledger, IdempotencyKey key, string digest) =>
        await ledger.ReadAnswerAsync(key) is not { } stored ? null
        : stored.Request == digest ? new ApiAnswer.Other(new Replayed(stored))
        : ApiAnswer.Refuse(
            RejectionCode.IdempotencyKeyReused,
            $"This {KeyHeader} was used for another request. Use a new key for each request."
        );

    /// <summary>A stored answer.</summary>
    private sealed class Replayed(StoredAnswer stored) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[ReplayedHeader] = "true";
            return ApiJson.AnswerText(stored.Body, stored.Status).ExecuteAsync(httpContext);
        }
    }
}
