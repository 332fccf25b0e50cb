using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>
/// Reads usage events: CloudEvents 1.0 in JSON, one or a batch. Every field that counts is checked; unknown fields of an
/// event are ignored.
/// </summary>
/// <remarks>
/// It reads the JSON itself: the CloudEvents SDK would build its own object of every event first, and this is the path
/// that each heartbeat of each user takes.
/// </remarks>
internal static class CloudEventReader
{
    private const int MaxNameLength = 256;
    private const string TypePrefix = "flex.product.";
    private const string ResultType = "flex.result.generated";

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the body of a message.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="takenIn">The instant the queue first took the message in (R5).</param>
    public static UsageMessage Read(ReadOnlyMemory<byte> body, DateTimeOffset takenIn)
    {
        try
        {
            using var document = JsonDocument.Parse(body, s_strict);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array
                ? new UsageMessage(true, [.. root.EnumerateArray().Select(json => ReadEvent(json, takenIn))])
                : new UsageMessage(false, [ReadEvent(root, takenIn)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new UsageMessage(false, [Malformed("The body is not well-formed JSON: " + FirstLine(e.Message))]);
        }
    }

    private static ReadEvent ReadEvent(JsonElement json, DateTimeOffset takenIn)
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
        if ((fields.Wrong ?? data.Wrong) is { } wrong)
        {
            return new ReadEvent.Bad(wrong);
        }

        if (specVersion != "1.0")
        {
            return Malformed("'specversion' must be \"1.0\".", "specversion");
        }

        var (userId, productId) = (UserId.Of(user), ProductId.Of(product));
        UsageEvent? usage =
            isResult ? new ResultEvent(origin, userId, productId, ResultId.Of(result), quantity, time, takenIn)
            : KindOf(type) is { } kind
                ? new UsageSignalEvent(
                    origin,
                    userId,
                    productId,
                    new UsageSignal(kind, SessionId.Of(session), time),
                    takenIn
                )
            : null;
        return usage is null
            ? Malformed(
                "'type' must be one of flex.product.opened, flex.product.heartbeat, flex.product.closed, "
                    + "flex.result.generated.",
                "type"
            )
            : new ReadEvent.Good(new TeamUsageEvent(AccountId.Of(account), TeamId.Of(team), usage));
    }

    private static SignalKinds? KindOf(string type) =>
        type switch
        {
            TypePrefix + "opened" => SignalKinds.Opened,
            TypePrefix + "heartbeat" => SignalKinds.Heartbeat,
            TypePrefix + "closed" => SignalKinds.Closed,
            _ => null,
        };

    private static ReadEvent.Bad Malformed(string detail, string? field = null) =>
        new(new Rejection(RejectionCode.MalformedEvent, detail, field));

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();
}
