namespace FlexFunctions.App;

/// <summary>Whether a call needs an <c>Idempotency-Key</c>.</summary>
public enum IdempotencyKeyRequirement
{
    /// <summary>It is refused without one.</summary>
    Required,

    /// <summary>It may have one.</summary>
    Optional,
}
