using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The row of a meter: JSON in UTF-8, in binary parts, so that the largest meter (R5, Overload) fits into one row. The
/// times of sessions are numbers: ticks since the forgotten instant.
/// </summary>
internal sealed partial class MeterFormat : RowFormat<Meter>
{
    public static readonly MeterFormat Instance = new();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    private static readonly JsonWriterOptions s_writing = new()
    {
        // The default encoder takes six bytes for a plus sign, which ids may contain.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// 2: denied signals bear their reason, and there are seats. 3: bytes instead of text, and what a full meter keeps.
    /// </summary>
    protected override long Version => 3;

    protected override void Write(Meter value, Dictionary<string, object> properties)
    {
        // Reused, because a full meter takes a hundred kilobytes and more.
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(4_096);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            json.WriteString("before", value.ForgottenBefore.UtcDateTime);
            if (value.LastForgottenEnd is { } end)
            {
                json.WriteString("end", end.UtcDateTime);
            }

            WriteSessions(json, value);
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
            WriteOverload(json, value);
            json.WriteEndObject();
        }

        LongBytes.Write(properties, "Json", buffer.WrittenSpan);
    }

    protected override Meter Read(IReadOnlyDictionary<string, object> properties, long version)
    {
        using var document = JsonDocument.Parse(
            version > 2 ? LongBytes.Read(properties, "Json") : Encoding.UTF8.GetBytes(LongText.Read(properties, "Text"))
        );
        var json = document.RootElement;
        var before = ReadInstant(json.GetProperty("before"));
        var meter = new Meter(
            [
                .. json.GetProperty("sessions")
                    .EnumerateArray()
                    .Select(session =>
                        version > 2 ? ReadSession(session, before) : EarlierMeterFormat.ReadSession(session, version)
                    ),
            ],
            [.. json.GetProperty("windows").EnumerateArray().Select(ReadWindow)],
            json.TryGetProperty("end", out var end) ? ReadInstant(end) : null,
            before,
            [.. json.GetProperty("declined").EnumerateArray().Select(ReadInstant)],
            version > 1 ? [.. json.GetProperty("seats").EnumerateArray().Select(ReadSeat)] : []
        );
        return meter with
        {
            Instants = [.. Items(json, "instants").Select(instant => At(before, instant))],
            LeftOut = ReadLeftOut(json, before),
            DeniedRanges =
            [
                .. Items(json, "ranges")
                    .Chunk(3)
                    .Select(range => new DeniedRange(
                        new TimeRange(At(before, range[0]), At(before, range[1])),
                        range[2].GetString()!
                    )),
            ],
        };
    }

    private static void WriteOverload(Utf8JsonWriter json, Meter meter)
    {
        WriteLeftOut(json, meter, meter.LeftOut);
        if (!meter.Instants.IsEmpty)
        {
            json.WriteStartArray("instants");
            foreach (var instant in meter.Instants)
            {
                json.WriteNumberValue(Ticks(meter, instant));
            }

            json.WriteEndArray();
        }

        if (!meter.DeniedRanges.IsEmpty)
        {
            json.WriteStartArray("ranges");
            foreach (var range in meter.DeniedRanges)
            {
                json.WriteNumberValue(Ticks(meter, range.Time.First));
                json.WriteNumberValue(Ticks(meter, range.Time.Last));
                json.WriteStringValue(range.Reason);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteLeftOut(Utf8JsonWriter json, Meter meter, TimeRange? leftOut)
    {
        if (leftOut is { } time)
        {
            json.WriteStartArray("left");
            json.WriteNumberValue(Ticks(meter, time.First));
            json.WriteNumberValue(Ticks(meter, time.Last));
            json.WriteEndArray();
        }
    }

    private static TimeRange? ReadLeftOut(JsonElement json, DateTimeOffset before) =>
        json.TryGetProperty("left", out var left) ? new TimeRange(At(before, left[0]), At(before, left[1])) : null;

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private static long Ticks(Meter meter, DateTimeOffset instant) => (instant - meter.ForgottenBefore).Ticks;

    private static DateTimeOffset At(DateTimeOffset before, JsonElement ticks) => before.AddTicks(ticks.GetInt64());

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

    internal static DateTimeOffset ReadInstant(JsonElement json) =>
        new(DateTime.SpecifyKind(json.GetDateTime(), DateTimeKind.Utc));
}
