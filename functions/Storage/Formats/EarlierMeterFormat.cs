using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>What earlier versions wrote differently into the row of a meter.</summary>
internal static class EarlierMeterFormat
{
    /// <summary>Reads the activity of a session that version 1 or 2 wrote.</summary>
    public static SessionActivity ReadSession(JsonElement json, long version) =>
        new(
            SessionId.Of(json.GetProperty("id").GetString()!),
            [
                .. json.GetProperty("runs")
                    .EnumerateArray()
                    .Select(span => new ActivitySpan(
                        MeterFormat.ReadInstant(span[0]),
                        (SignalKinds)span[1].GetInt32(),
                        MeterFormat.ReadInstant(span[2]),
                        (SignalKinds)span[3].GetInt32(),
                        span[4].ValueKind == JsonValueKind.Null ? null : MeterFormat.ReadInstant(span[4]),
                        span[5].GetBoolean()
                    )),
            ],
            [
                .. json.GetProperty("denied")
                    .EnumerateArray()
                    .Chunk(version > 1 ? 3 : 2)
                    .Select(denied => new DeniedSignal(
                        MeterFormat.ReadInstant(denied[0]),
                        (SignalKinds)denied[1].GetInt32(),
                        version > 1 ? denied[2].GetString()! : RejectionCode.InsufficientTokens
                    )),
            ]
        );
}
