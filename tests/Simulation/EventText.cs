using System.Text.Json;
using System.Text.Json.Nodes;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>Writes the messages of products.</summary>
internal static class EventText
{
    /// <summary>Returns the body of a message: an event or a batch of events.</summary>
    public static BinaryData Of(SentMessage message)
    {
        var text =
            message.Events.Count == 1 ? Of(message.Events[0]) : $"[{string.Join(',', message.Events.Select(Of))}]";
        return message.Flaw switch
        {
            null => BinaryData.FromString(text),
            BodyFlaw.Empty => BinaryData.FromString(""),
            BodyFlaw.Cut => BinaryData.FromString(text[..(text.Length / 2)]),
            BodyFlaw.NotJson => BinaryData.FromString("opened autocad"),
            BodyFlaw.PropertyTwice => BinaryData.FromString(
                text.Replace("\"specversion\"", "\"id\":\"again\",\"specversion\"", StringComparison.Ordinal)
            ),
            BodyFlaw.TooDeep => BinaryData.FromString(new string('[', 100) + text + new string(']', 100)),
            BodyFlaw.NotUtf8 => BinaryData.FromBytes((byte[])[0xFF, .. BinaryData.FromString(text).ToArray()]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Of(SentEvent sent)
    {
        var data = new JsonObject
        {
            ["account"] = sent.Account,
            ["team"] = sent.Team,
            ["user"] = sent.User,
            ["product"] = sent.Product,
        };
        if (sent.IsResult)
        {
            (data["result"], data["quantity"]) = (sent.Result, sent.Quantity);
        }
        else
        {
            data["session"] = sent.Session;
        }

        var json = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = sent.Id,
            ["source"] = sent.Source,
            ["type"] = sent.IsResult ? "flex.result.generated" : "flex.product." + sent.Kind,
            ["time"] = sent.Time,
            ["data"] = data,
        };
        Spoil(json, data, sent.Flaw);
        return json.ToJsonString(ApiJson.Options);
    }

    private static void Spoil(JsonObject json, JsonObject data, EventFlaw? flaw)
    {
        switch (flaw)
        {
            case null:
                break;
            case EventFlaw.NoUser:
                data.Remove("user");
                break;
            case EventFlaw.EmptyTeam:
                data["team"] = "";
                break;
            case EventFlaw.TimeInWords:
                json["time"] = "yesterday";
                break;
            case EventFlaw.OtherSpecVersion:
                json["specversion"] = "0.3";
                break;
            case EventFlaw.UnknownType:
                json["type"] = "flex.product.exploded";
                break;
            case EventFlaw.DataIsList:
                json["data"] = new JsonArray();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
