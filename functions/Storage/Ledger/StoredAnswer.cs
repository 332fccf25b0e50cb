namespace FlexFunctions.Storage;

/// <summary>The answer to a call with an idempotency key; it is stored for ever (R11).</summary>
/// <param name="Request">The digest of the request; the same key with another request is refused.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON text.</param>
public sealed record StoredAnswer(string Request, int Status, string Body);
