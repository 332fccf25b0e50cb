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

    /// <summary>The key that the caller chose for this call, or why there is none.</summary>
    public static (IdempotencyKey Key, Rejection? Refusal) KeyOf(ApiCall call)
    {
        var key = call.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
        {
            return (default, new Rejection(ApiCode.IdempotencyKeyMissing, $"The call needs the header {KeyHeader}."));
        }

        return key.Length <= IdempotencyKey.MaxLength && key.All(char.IsAscii) && !key.Any(char.IsControl)
            ? (IdempotencyKey.Of(call.Account, call.Request.Path.Value ?? "", key), null)
            : (
                default,
                new Rejection(
                    ApiCode.InvalidField,
                    $"{KeyHeader} must have 1 to {IdempotencyKey.MaxLength} ASCII characters.",
                    KeyHeader
                )
            );
    }

    /// <summary>What tells one request from another under the same key.</summary>
    public static string DigestOf<T>(T request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Options)));

    /// <summary>The answer to a call whose key was used before: the same again, or a refusal if it asks something else.</summary>
    public static IResult Replay(HttpResponse response, StoredAnswer stored, string digest)
    {
        if (stored.Request != digest)
        {
            return Problem.Of(
                new Rejection(
                    RejectionCode.IdempotencyKeyReused,
                    $"This {KeyHeader} was used for another request. Choose a new key for a new request."
                )
            );
        }

        response.Headers[ReplayedHeader] = "true";
        return ApiJson.AnswerText(stored.Body, stored.Status);
    }
}
