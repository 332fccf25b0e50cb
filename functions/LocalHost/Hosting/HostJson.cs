using System.Text.Json;

namespace FlexFunctions.LocalHost;

/// <summary>The host.json settings that this host uses, with Azure's defaults.</summary>
public sealed record HostJson
{
    /// <summary>The prefix of every HTTP route, without slashes: "api" by default, or empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>The largest batch of a queue function, 1 or more.</summary>
    public int MaxMessageBatchSize { get; init; } = 1000;

    /// <summary>
    /// The number of messages that an unbatched queue function processes at once, 1 or more (Azure's default is 16 per
    /// core).
    /// </summary>
    public int MaxConcurrentCalls { get; init; } = 16;

    /// <summary>Whether unsettled messages are completed on success.</summary>
    public bool AutoCompleteMessages { get; init; } = true;

    /// <summary>Reads a file. Returns the defaults if <paramref name="path"/> is null.</summary>
    /// <exception cref="InvalidDataException">The file is not JSON, or a value is out of range.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static HostJson Read(string? path)
    {
        if (path is null)
        {
            return new();
        }

        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static HostJson Parse(string text)
    {
        var defaults = new HostJson();
        using var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip });
        var http = Find(document.RootElement, "extensions", "http");
        var bus = Find(document.RootElement, "extensions", "serviceBus");
        return new()
        {
            RoutePrefix = Find(http, "routePrefix")?.GetString()?.Trim('/') ?? defaults.RoutePrefix,
            MaxMessageBatchSize = Count(bus, "maxMessageBatchSize") ?? defaults.MaxMessageBatchSize,
            MaxConcurrentCalls = Count(bus, "maxConcurrentCalls") ?? defaults.MaxConcurrentCalls,
            AutoCompleteMessages = Find(bus, "autoCompleteMessages")?.GetBoolean() ?? defaults.AutoCompleteMessages,
        };
    }

    private static int? Count(JsonElement? parent, string name) =>
        Find(parent, name)?.GetInt32() switch
        {
            < 1 => throw new FormatException($"'{name}' must be 1 or more."),
            var count => count,
        };

    private static JsonElement? Find(JsonElement? parent, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (parent is not { ValueKind: JsonValueKind.Object } at || !at.TryGetProperty(name, out var child))
            {
                return null;
            }

            parent = child;
        }

        return parent;
    }
}
