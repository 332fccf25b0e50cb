using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>
/// Reads usage events: CloudEvents 1.0 in JSON, one or a batch. Every known field is validated; unknown fields are
/// ignored.
/// </summary>
/// <remarks>
/// It does not use the CloudEvents SDK, which would build an object of its own for each heartbeat of each user.
/// </remarks>
internal static class CloudEventReader
{
    private const int MaxNameLength = 256;
    private const string TypePrefix = "flex.product.";
    private const string ResultType = "flex.result.generated";

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the body of a message.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="enqueuedAt">The instant the queue first accepted the message (R5).</param>
    public static ReadBody Read(ReadOnlyMemory<byte> body, DateTimeOffset enqueuedAt)
    {
        try
        {
            using var document = JsonDocument.Parse(body, s_strict);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array
                ? new ReadBody(true, [.. root.EnumerateArray().Select(json => ReadEvent(json, enqueuedAt))])
                : new ReadBody(false, [ReadEvent(root, enqueuedAt)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new ReadBody(false, [Malformed("The body is not well-formed JSON: " + FirstLine(e.Message))]);
        }
    }

    private static ReadEvent ReadEvent(JsonElement json, DateTimeOffset enqueuedAt)
    {
        var fields = new EventFields(json, "the event");
        var specVersion = fields.Text("specversion");
        var origin = new EventRef(fields.Name("source", MaxNameLength), fields.Name("id", MaxNameLength));
        var type = fields.Text("type");
        var time = fields.Instant("time");
        var data = fields.Object("data");
        var account = data.Id("account");
        var team = data.Id("team");
        var user = data.Id("user");
        var product = data.Id("product");
        var isResult = type == ResultType;
        var session = isResult ? "" : data.Id("session");
        _ = isResult ? null : data.OptionalName("version", MaxNameLength);
        var result = isResult ? data.Id("result") : "";
        var quantity = isResult ? data.Quantity("quantity", ResultEvent.MaxQuantity) : 0;
        if ((fields.Error ?? data.Error) is { } error)
        {
            return new ReadEvent.Malformed(error);
        }

        if (specVersion != "1.0")
        {
            return Malformed("'specversion' must be \"1.0\".", "specversion");
        }

        var (userId, productId) = (UserId.Of(user), ProductId.Of(product));
        UsageEvent? usage =
            isResult ? new ResultEvent(origin, userId, productId, ResultId.Of(result), quantity, time, enqueuedAt)
            : KindOf(type) is { } kind
                ? new UsageSignalEvent(
                    origin,
                    userId,
                    productId,
                    new UsageSignal(kind, SessionId.Of(session), time),
                    enqueuedAt
                )
            : null;
        return usage is null
            ? Malformed(
                "'type' must be one of flex.product.opened, flex.product.heartbeat, flex.product.closed, "
                    + "flex.result.generated.",
                "type"
            )
            : new ReadEvent.Valid(new TeamUsageEvent(AccountId.Of(account), TeamId.Of(team), usage));
    }

    private static SignalKinds? KindOf(string type) =>
        type switch
        {
            TypePrefix + "opened" => SignalKinds.Opened,
            TypePrefix + "heartbeat" => SignalKinds.Heartbeat,
            TypePrefix + "closed" => SignalKinds.Closed,
            _ => null,
        };

    private static ReadEvent.Malformed Malformed(string detail, string? field = null) =>
        new(new Rejection(RejectionCode.MalformedEvent, detail, field));

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();
}
