namespace FlexFunctions.App;

/// <summary>The stable codes of refusals by the HTTP API itself. The codes of business rules are in the domain.</summary>
public static class ApiCode
{
    /// <summary>The call has no valid token.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The caller's role may not make this call.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The resource does not exist, or belongs to another account.</summary>
    public const string NotFound = "not-found";

    /// <summary>A field is missing, or its value is invalid.</summary>
    public const string InvalidField = "invalid-field";

    /// <summary>The body has an unknown field.</summary>
    public const string UnknownField = "unknown-field";

    /// <summary>The body is larger than 64 KB.</summary>
    public const string BodyTooLarge = "body-too-large";

    /// <summary>The content type of the body is not JSON.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>The call requires an <c>Idempotency-Key</c> header.</summary>
    public const string IdempotencyKeyMissing = "idempotency-key-missing";

    /// <summary>The store did not answer in time.</summary>
    public const string LedgerUnavailable = "ledger-unavailable";

    /// <summary>Callers cannot be authenticated: the token issuer's signing keys cannot be fetched.</summary>
    public const string SignInUnavailable = "sign-in-unavailable";

    /// <summary>The call failed because of an error on our side.</summary>
    public const string InternalError = "internal-error";
}
