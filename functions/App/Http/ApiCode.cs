namespace FlexFunctions.App;

/// <summary>The stable codes of refusals that belong to HTTP, not to the rules.</summary>
public static class ApiCode
{
    /// <summary>No valid token.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The caller's role may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>No such thing, or none of the caller's.</summary>
    public const string NotFound = "not-found";

    /// <summary>A field is missing, or its value can not be what it stands for.</summary>
    public const string InvalidField = "invalid-field";

    /// <summary>The body has a field that the call does not know.</summary>
    public const string UnknownField = "unknown-field";

    /// <summary>The body is larger than 64 KB.</summary>
    public const string BodyTooLarge = "body-too-large";

    /// <summary>The body is not JSON by its content type.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>The call needs an <c>Idempotency-Key</c> header.</summary>
    public const string IdempotencyKeyMissing = "idempotency-key-missing";

    /// <summary>The store did not answer in time.</summary>
    public const string LedgerUnavailable = "ledger-unavailable";

    /// <summary>Callers cannot be authenticated: the token issuer's signing keys cannot be fetched.</summary>
    public const string SignInUnavailable = "sign-in-unavailable";

    /// <summary>A fault of ours.</summary>
    public const string InternalError = "internal-error";
}
