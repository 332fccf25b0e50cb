using System.Text.Json;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>Writes the messages of products.</summary>
internal static class EventText
{
    /// <summary>Returns the body of a message: an event or a batch of events.</summary>
    public static string Of(SentMessage message) =>
        message.Events.Count == 1 ? Of(message.Events[0]) : $"[{string.Join(',', message.Events.Select(Of))}]";

    private static string Of(SentEvent sent) =>
        JsonSerializer.Serialize(
            new
            {
                specversion = "1.0",
                id = sent.Id,
                source = sent.Source,
                type = sent.IsResult ? "flex.result.generated" : "flex.product." + sent.Kind,
                time = sent.Time,
                data = new
                {
                    account = sent.Account,
                    team = sent.Team,
                    user = sent.User,
                    product = sent.Product,
                    session = sent.IsResult ? null : sent.Session,
                    result = sent.IsResult ? sent.Result : null,
                    quantity = sent.IsResult ? sent.Quantity : (decimal?)null,
                },
            },
            ApiJson.Options
        );
}
