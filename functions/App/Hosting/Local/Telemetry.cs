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
        Write("flex.product." + kind, id, time, data);

    /// <summary>The event of a result that a product made.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="time">Its own time.</param>
    /// <param name="data">Its data.</param>
    public static string Result(string id, DateTimeOffset time, object data) =>
        Write("flex.result.generated", id, time, data);

    private static string Write(string type, string id, DateTimeOffset time, object data) =>
        JsonSerializer.Serialize(
            new
            {
                specversion = "1.0",
                id,
                source = "flexfunctions/local",
                type,
                time,
                datacontenttype = "application/json",
                data,
            },
            ApiJson.Options
        );
}
