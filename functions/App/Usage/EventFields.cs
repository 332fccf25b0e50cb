using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>
/// The fields of a JSON object of an event. The first error is kept as <see cref="Error"/>; values read after it have no
/// meaning.
/// </summary>
internal sealed class EventFields
{
    private readonly JsonElement _json;
    private readonly string _prefix;

    public EventFields(JsonElement json, string name, string prefix = "")
    {
        (_json, _prefix) = (json, prefix);
        if (json.ValueKind != JsonValueKind.Object)
        {
            Refuse(null, $"{name} must be a JSON object.");
        }
    }

    /// <summary>The first error, if any.</summary>
    public Rejection? Error { get; private set; }

    /// <summary>Reads a required string.</summary>
    public string Text(string field) =>
        Find(field) is { } value && JsonText.Of(value) is { } text ? text : Refuse(field, "must be a text.");

    /// <summary>Reads a required string of bounded length without control characters.</summary>
    public string Name(string field, int maxLength) =>
        IsName(Text(field), maxLength) is { } name
            ? name
            : Refuse(field, $"must have 1 to {maxLength} characters and no control characters.");

    /// <summary>Reads such a string, or null if it is left out or null.</summary>
    public string? OptionalName(string field, int maxLength) =>
        Find(field) is { ValueKind: not JsonValueKind.Null } ? Name(field, maxLength) : null;

    /// <summary>Reads a required id.</summary>
    public string Id(string field) =>
        Text(field) is var text && Identifier.IsValid(text)
            ? text
            : Refuse(field, "must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");

    /// <summary>Reads a required instant.</summary>
    public DateTimeOffset Instant(string field)
    {
        if (!Rfc3339.TryParse(Text(field), out var instant))
        {
            Refuse(field, "must be an instant with its offset, such as 2026-11-02T08:00:00Z.");
        }

        return instant;
    }

    /// <summary>Reads a required number above zero.</summary>
    public decimal Quantity(string field, decimal atMost)
    {
        // Removes trailing zeros, so that 1.0 and 1 give the same canonical text.
        const decimal shortest = 1.0000000000000000000000000000m;
        if (
            Find(field) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetDecimal(out var number)
            && number > 0
            && number <= atMost
        )
        {
            return number / shortest;
        }

        Refuse(field, string.Create(CultureInfo.InvariantCulture, $"must be a number above 0, at most {atMost}."));
        return 0;
    }

    /// <summary>Reads a required object.</summary>
    public EventFields Object(string field) => new(Find(field) ?? default, $"'{field}'", field + ".");

    private JsonElement? Find(string field) =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(field, out var value) ? value : null;

    private static string? IsName(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && !text.Any(char.IsControl) ? text : null;

    private string Refuse(string? field, string detail)
    {
        var name = field is null ? null : _prefix + field;
        Error ??= new Rejection(RejectionCode.MalformedEvent, name is null ? detail : $"'{name}' {detail}", name);
        return "";
    }
}
