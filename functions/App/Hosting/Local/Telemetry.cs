using System.Text.Json;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Writes the CloudEvents that a product sends.</summary>
internal static class Telemetry
{
    /// <summary>A usage event of a product.</summary>
    /// <param name="kind">opened, heartbeat or closed.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="time">Its own time.</param>
    /// <param name="data">Its data.</param>
    public static string Event(string kind, string id, DateTimeOffset time, object data) =>
        JsonSerializer.Serialize(
            new
            {
                specversion = "1.0",
                id,
                source = "flexfunctions/local",
                type = "flex.product." + kind,
                time,
                datacontenttype = "application/json",
                data,
            },
            ApiJson.Options
        );
}
