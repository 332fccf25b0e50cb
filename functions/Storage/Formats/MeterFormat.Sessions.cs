using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <content>The sessions of a meter: most of its bytes.</content>
internal sealed partial class MeterFormat
{
    /// <summary>The bit of an activity span that ends in an implied close, beside the kinds of its two ends.</summary>
    private const int ImpliedClose = 1 << 6;

    private static void WriteSessions(Utf8JsonWriter json, Meter meter)
    {
        json.WriteStartArray("sessions");
        foreach (var session in meter.Sessions)
        {
            json.WriteStartObject();
            json.WriteString("id", session.Session.Value);
            // "runs": what activity spans were called when the first meters were written.
            json.WriteStartArray("runs");
            foreach (var span in session.Spans)
            {
                json.WriteNumberValue(Ticks(meter, span.First));
                json.WriteNumberValue((span.Last - span.First).Ticks);
                json.WriteNumberValue(span.FirstUse is { } use ? (use - span.First).Ticks : -1);
                json.WriteNumberValue(
                    (int)span.AtFirst | ((int)span.AtLast << 3) | (span.EndsInImpliedClose ? ImpliedClose : 0)
                );
            }

            json.WriteEndArray();
            if (!session.Denied.IsEmpty)
            {
                json.WriteStartArray("denied");
                foreach (var denied in session.Denied)
                {
                    json.WriteNumberValue(Ticks(meter, denied.Time));
                    json.WriteNumberValue((int)denied.Kind);
                    json.WriteStringValue(denied.Reason);
                }

                json.WriteEndArray();
            }

            WriteLeftOut(json, meter, session.LeftOut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static SessionActivity ReadSession(JsonElement json, DateTimeOffset before) =>
        new(
            SessionId.Of(json.GetProperty("id").GetString()!),
            [.. Items(json, "runs").Chunk(4).Select(span => ReadSpan(span, before))],
            [
                .. Items(json, "denied")
                    .Chunk(3)
                    .Select(denied => new DeniedSignal(
                        At(before, denied[0]),
                        (SignalKinds)denied[1].GetInt32(),
                        denied[2].GetString()!
                    )),
            ]
        )
        {
            LeftOut = ReadLeftOut(json, before),
        };

    private static ActivitySpan ReadSpan(JsonElement[] span, DateTimeOffset before)
    {
        var (first, use, marks) = (At(before, span[0]), span[2].GetInt64(), span[3].GetInt32());
        return new ActivitySpan(
            first,
            (SignalKinds)(marks & 7),
            At(first, span[1]),
            (SignalKinds)((marks >> 3) & 7),
            use < 0 ? null : first.AddTicks(use),
            (marks & ImpliedClose) != 0
        );
    }
}
