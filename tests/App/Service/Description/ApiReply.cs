using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>The answer to a call.</summary>
internal sealed record ApiReply(
    int Status,
    string ContentType,
    IReadOnlyDictionary<string, string> Headers,
    string Text
)
{
    /// <summary>The body, if it is JSON.</summary>
    public JsonNode? Json =>
        MediaType is "application/json" or "application/problem+json" ? JsonNode.Parse(Text) : null;

    public string MediaType => ContentType.Split(';')[0];

    /// <summary>The code of a refusal.</summary>
    public string? Code => MediaType == "application/problem+json" ? Json!["code"]!.GetValue<string>() : null;

    /// <summary>The field that a refusal names.</summary>
    public string? Field => MediaType == "application/problem+json" ? Json!["field"]?.GetValue<string>() : null;
}
