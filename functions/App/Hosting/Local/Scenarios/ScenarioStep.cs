using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>A step of a timeline.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="At">When it happens.</param>
/// <param name="Do">What happens.</param>
/// <param name="Json">All its fields.</param>
internal sealed record ScenarioStep(int Number, DateTimeOffset At, string Do, JsonElement Json)
{
    private const string DefaultAccount = "acme";
    private const string DefaultTeam = "design";

    /// <summary>How messages name the step.</summary>
    public string Name =>
        string.Create(CultureInfo.InvariantCulture, $"step {Number} ({Do} at {At:yyyy-MM-ddTHH:mm:ssZ})");

    /// <summary>Whose step it is.</summary>
    public string Account => OptionalText("account") ?? DefaultAccount;

    /// <summary>The team; null if the step says that there is none.</summary>
    public string? Team => Has("team") ? OptionalText("team") : DefaultTeam;

    /// <summary>What the step's own call must answer, if it says.</summary>
    public JsonElement? Expect => Has("expect") ? Json.GetProperty("expect") : null;

    /// <summary>True if the step has the field, be it null.</summary>
    public bool Has(string field) => Json.TryGetProperty(field, out _);

    /// <summary>A value of any kind that must be there.</summary>
    public JsonElement Value(string field) =>
        Has(field) ? Json.GetProperty(field) : throw Wrong($"'{field}' is missing");

    /// <summary>A text that must be there.</summary>
    public string Text(string field) => OptionalText(field) ?? throw Wrong($"'{field}' is missing");

    /// <summary>A text, or null if it is left out or null.</summary>
    public string? OptionalText(string field) =>
        !Has(field) || Json.GetProperty(field).ValueKind == JsonValueKind.Null
            ? null
            : JsonText.Of(Json.GetProperty(field)) ?? throw Wrong($"'{field}' must be a text");

    /// <summary>An instant that must be there.</summary>
    public DateTimeOffset Instant(string field) =>
        Rfc3339.TryParse(Text(field), out var instant)
            ? instant
            : throw Wrong($"'{field}' must be an instant, such as 2026-11-02T08:00:00Z");

    /// <summary>A number of minutes above zero that must be there.</summary>
    public TimeSpan Minutes(string field) =>
        Has(field) && Json.GetProperty(field) is { ValueKind: JsonValueKind.Number } value && value.GetDouble() > 0
            ? TimeSpan.FromMinutes(value.GetDouble())
            : throw Wrong($"'{field}' must be a number of minutes above 0");

    /// <summary>The error that names this step.</summary>
    public ScenarioException Wrong(string what) => new($"{Name}: {what}.");
}
