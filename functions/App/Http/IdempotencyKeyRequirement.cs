namespace FlexFunctions.App;

/// <summary>Whether a call requires an <c>Idempotency-Key</c> header.</summary>
public enum IdempotencyKeyRequirement
{
    /// <summary>A call without a key is refused.</summary>
    Required,

    /// <summary>The key is optional.</summary>
    Optional,
}
