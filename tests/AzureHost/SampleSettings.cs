using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>
/// <c>local.settings.sample.json</c>. The explanations are a JSON member, not comments: the Functions tools drop
/// comments when they write the file, and jq and deployment scripts cannot read them. The tools keep unknown members.
/// </summary>
/// <param name="Values">The settings.</param>
/// <param name="Explanations">The explanations by setting.</param>
internal sealed record SampleSettings(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, string> Explanations
)
{
    internal static SampleSettings Read()
    {
        // Strict: no comments and no trailing commas.
        var sample = JsonNode.Parse(File.ReadAllText(Repository.File("local.settings.sample.json")))!;
        return new(
            sample[nameof(Values)].Deserialize<Dictionary<string, string>>()!,
            sample["//"].Deserialize<Dictionary<string, string>>()!
        );
    }
}
