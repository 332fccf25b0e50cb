using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>
/// <c>local.settings.sample.json</c>. Its explanations are a member of their own, not comments: the Functions tools read
/// comments but write the file without them, and what else reads it (jq, deployment scripts) does not read them at all.
/// Members the tools do not know they leave alone.
/// </summary>
/// <param name="Values">The settings.</param>
/// <param name="Explanations">What each is.</param>
internal sealed record SampleSettings(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, string> Explanations
)
{
    internal static SampleSettings Read()
    {
        // Strict: neither comments nor trailing commas.
        var sample = JsonNode.Parse(File.ReadAllText(Repository.File("local.settings.sample.json")))!;
        return new(
            sample[nameof(Values)].Deserialize<Dictionary<string, string>>()!,
            sample["//"].Deserialize<Dictionary<string, string>>()!
        );
    }
}
