using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>A step of a scenario.</summary>
/// <param name="Number">The number, from 1.</param>
/// <param name="At">The time.</param>
/// <param name="Do">The kind of step.</param>
/// <param name="Json">All fields.</param>
internal sealed record ScenarioStep(int Number, DateTimeOffset At, string Do, JsonElement Json)
{
    private const string DefaultAccount = "acme";
    private const string DefaultTeam = "design";

    /// <summary>The name of the step in messages.</summary>
    public string Name =>
        string.Create(CultureInfo.InvariantCulture, $"step {Number} ({Do} at {At:yyyy-MM-ddTHH:mm:ssZ})");

    /// <summary>The account.</summary>
    public string Account => OptionalText("account") ?? DefaultAccount;

    /// <summary>The team, or null if the step sets it to null.</summary>
    public string? Team => Has("team") ? OptionalText("team") : DefaultTeam;

    /// <summary>The expected response, or null.</summary>
    public JsonElement? Expect => Has("expect") ? Json.GetProperty("expect") : null;

    /// <summary>Returns whether the step has a field, even if it is null.</summary>
    public bool Has(string field) => Json.TryGetProperty(field, out _);

    /// <summary>Returns a required value.</summary>
    public JsonElement Value(string field) =>
        Has(field) ? Json.GetProperty(field) : throw Wrong($"'{field}' is missing");

    /// <summary>Returns a required text.</summary>
    public string Text(string field) => OptionalText(field) ?? throw Wrong($"'{field}' is missing");

    /// <summary>Returns a text, or null if it is missing or null.</summary>
    public string? OptionalText(string field) =>
        !Has(field) || Json.GetProperty(field).ValueKind == JsonValueKind.Null
            ? null
            : JsonText.Of(Json.GetProperty(field)) ?? throw Wrong($"'{field}' must be a text");

    /// <summary>Returns a required instant.</summary>
    public DateTimeOffset Instant(string field) =>
        Rfc3339.TryParse(Text(field), out var instant)
            ? instant
            : throw Wrong($"'{field}' must be an instant, such as 2026-11-02T08:00:00Z");

    /// <summary>Returns a required number of minutes above zero.</summary>
    public TimeSpan Minutes(string field) =>
        Has(field) && Json.GetProperty(field) is { ValueKind: JsonValueKind.Number } value && value.GetDouble() > 0
            ? TimeSpan.FromMinutes(value.GetDouble())
            : throw Wrong($"'{field}' must be a number of minutes above 0");

    /// <summary>Creates an error that names this step.</summary>
    public ScenarioException Wrong(string what) => new($"{Name}: {what}.");
}
