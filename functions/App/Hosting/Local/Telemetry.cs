using System.Text.Json;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Creates the CloudEvents of a product.</summary>
internal static class Telemetry
{
    /// <summary>Creates a usage event.</summary>
    /// <param name="kind">opened, heartbeat or closed.</param>
    /// <param name="id">The id.</param>
    /// <param name="time">The time.</param>
    /// <param name="data">The data.</param>
    public static string Event(string kind, string id, DateTimeOffset time, object data) =>
        Write("flex.product." + kind, id, time, data);

    /// <summary>Creates the event of a result.</summary>
    /// <param name="id">The id.</param>
    /// <param name="time">The time.</param>
    /// <param name="data">The data.</param>
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
