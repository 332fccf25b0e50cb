using System.Text.Json;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>
/// <c>local.settings.sample.json</c>. Its explanations are a member of their own, not comments: the Functions tools read
/// comments but write the file without them, and what else reads it (jq, deployment scripts) does not read them at all.
/// Members the tools do not know they leave alone.
/// </summary>
/// <param name="Values">The settings.</param>
/// <param name="Explanations">What each is.</param>
/// <param name="IsEncrypted">Whether the values are; a file that is to be edited says no.</param>
internal sealed record SampleSettings(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, string> Explanations,
    bool IsEncrypted
)
{
    internal static SampleSettings Read()
    {
        // Strict: neither comments nor trailing commas.
        using var sample = JsonDocument.Parse(File.ReadAllText(Repository.File("local.settings.sample.json")));
        return new(
            Texts(sample.RootElement.GetProperty(nameof(Values))),
            Texts(sample.RootElement.GetProperty("//")),
            sample.RootElement.GetProperty(nameof(IsEncrypted)).GetBoolean()
        );
    }

    private static Dictionary<string, string> Texts(JsonElement parent) =>
        parent.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
}
