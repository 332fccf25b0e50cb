using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The row of a meter: one JSON text, short names, so that it can be read in a table browser and a day's meter stays
/// below a kilobyte.
/// </summary>
internal sealed class MeterFormat : RowFormat<Meter>
{
    public static readonly MeterFormat Instance = new();

    /// <summary>2: denied signals bear their reason, and there are seats.</summary>
    protected override long Version => 2;

    protected override void Write(Meter value, Dictionary<string, object> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("before", value.ForgottenBefore.UtcDateTime);
            if (value.LastForgottenEnd is { } end)
            {
                json.WriteString("end", end.UtcDateTime);
            }

            WriteSessions(json, value.Sessions);
            WriteWindows(json, value.Windows);
            json.WriteStartArray("declined");
            foreach (var declined in value.Declined)
            {
                json.WriteStringValue(declined.UtcDateTime);
            }

            json.WriteEndArray();
            json.WriteStartArray("seats");
            foreach (var seat in value.Seats)
            {
                json.WriteStartArray();
                json.WriteStringValue(seat.Given.UtcDateTime);
                if (seat.Taken is { } taken)
                {
                    json.WriteStringValue(taken.UtcDateTime);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        LongText.Write(properties, "Text", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    protected override Meter Read(IReadOnlyDictionary<string, object> properties, long version)
    {
        using var document = JsonDocument.Parse(LongText.Read(properties, "Text"));
        var json = document.RootElement;
        return new Meter(
            [.. json.GetProperty("sessions").EnumerateArray().Select(session => ReadSession(session, version))],
            [.. json.GetProperty("windows").EnumerateArray().Select(ReadWindow)],
            json.TryGetProperty("end", out var end) ? ReadInstant(end) : null,
            ReadInstant(json.GetProperty("before")),
            [.. json.GetProperty("declined").EnumerateArray().Select(ReadInstant)],
            version > 1 ? [.. json.GetProperty("seats").EnumerateArray().Select(ReadSeat)] : []
        );
    }

    private static void WriteSessions(Utf8JsonWriter json, ImmutableArray<SessionActivity> sessions)
    {
        json.WriteStartArray("sessions");
        foreach (var session in sessions)
        {
            json.WriteStartObject();
            json.WriteString("id", session.Session.Value);
            // "runs": what activity spans were called when the first meters were written.
            json.WriteStartArray("runs");
            foreach (var span in session.Spans)
            {
                json.WriteStartArray();
                json.WriteStringValue(span.First.UtcDateTime);
                json.WriteNumberValue((int)span.AtFirst);
                json.WriteStringValue(span.Last.UtcDateTime);
                json.WriteNumberValue((int)span.AtLast);
                if (span.FirstUse is { } firstUse)
                {
                    json.WriteStringValue(firstUse.UtcDateTime);
                }
                else
                {
                    json.WriteNullValue();
                }

                json.WriteBooleanValue(span.EndsInImpliedClose);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("denied");
            foreach (var denied in session.Denied)
            {
                json.WriteStringValue(denied.Time.UtcDateTime);
                json.WriteNumberValue((int)denied.Kind);
                json.WriteStringValue(denied.Reason);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static SessionActivity ReadSession(JsonElement json, long version) =>
        new(
            SessionId.Of(json.GetProperty("id").GetString()!),
            [
                .. json.GetProperty("runs")
                    .EnumerateArray()
                    .Select(span => new ActivitySpan(
                        ReadInstant(span[0]),
                        (SignalKinds)span[1].GetInt32(),
                        ReadInstant(span[2]),
                        (SignalKinds)span[3].GetInt32(),
                        span[4].ValueKind == JsonValueKind.Null ? null : ReadInstant(span[4]),
                        span[5].GetBoolean()
                    )),
            ],
            [
                .. json.GetProperty("denied")
                    .EnumerateArray()
                    .Chunk(version > 1 ? 3 : 2)
                    .Select(denied => new DeniedSignal(
                        ReadInstant(denied[0]),
                        (SignalKinds)denied[1].GetInt32(),
                        version > 1 ? denied[2].GetString()! : RejectionCode.InsufficientTokens
                    )),
            ]
        );

    private static void WriteWindows(Utf8JsonWriter json, ImmutableArray<ChargedWindow> windows)
    {
        json.WriteStartArray("windows");
        foreach (var charged in windows)
        {
            json.WriteStartObject();
            json.WriteString("start", charged.Window.Start.UtcDateTime);
            json.WriteNumber("rate", charged.Rate.Thousandths);
            json.WriteStartArray("paid");
            foreach (var payment in charged.Payments)
            {
                json.WriteStringValue(payment.Grant.Order.Value);
                json.WriteNumberValue(payment.Grant.Bought.Thousandths);
                json.WriteStringValue(payment.Grant.ExpiresAt.UtcDateTime);
                json.WriteNumberValue(payment.Tokens.Thousandths);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ChargedWindow ReadWindow(JsonElement json) =>
        new(
            new ChargeWindow(ReadInstant(json.GetProperty("start"))),
            new Tokens(json.GetProperty("rate").GetInt64()),
            [
                .. json.GetProperty("paid")
                    .EnumerateArray()
                    .Chunk(4)
                    .Select(paid => new Payment(
                        new GrantKey(
                            ReadInstant(paid[2]),
                            new Tokens(paid[1].GetInt64()),
                            OrderId.Of(paid[0].GetString()!)
                        ),
                        new Tokens(paid[3].GetInt64())
                    )),
            ]
        );

    private static SeatTime ReadSeat(JsonElement json) =>
        new(ReadInstant(json[0]), json.GetArrayLength() > 1 ? ReadInstant(json[1]) : null);

    private static DateTimeOffset ReadInstant(JsonElement json) =>
        new(DateTime.SpecifyKind(json.GetDateTime(), DateTimeKind.Utc));
}
