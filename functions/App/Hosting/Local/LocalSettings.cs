using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// The settings of a local host: environment variables, then <c>Values</c> of <c>local.settings.json</c> in the working
/// directory, like the Functions tools.
/// </summary>
internal static class LocalSettings
{
    private const string FileName = "local.settings.json";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidDataException">The file is invalid.</exception>
    public static IConfiguration Read()
    {
        var settings = new ConfigurationBuilder();
        if (File.Exists(FileName))
        {
            settings.AddInMemoryCollection(Values());
        }

        return settings.AddEnvironmentVariables().Build();
    }

    private static Dictionary<string, string?> Values()
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(FileName),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            return document
                .RootElement.GetProperty("Values")
                .EnumerateObject()
                .ToDictionary(
                    value => value.Name.Replace("__", ":", StringComparison.Ordinal),
                    value => value.Value.GetString()
                );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{FileName} must be a JSON object with \"Values\": {{ \"Name\": \"text\" }}. {e.Message}",
                e
            );
        }
    }
}
