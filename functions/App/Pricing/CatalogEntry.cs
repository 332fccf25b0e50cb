using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>An object in the catalog, and where it stands, so that what is wrong with it can be said.</summary>
internal sealed record CatalogEntry(string Path, JsonElement Json)
{
    /// <summary>The error that names this entry.</summary>
    public CatalogException Wrong(string what) => new($"{Path}: {what}");

    /// <summary>Refuses the entry unless it is an object with exactly these fields; <c>?</c> marks one it may lack.</summary>
    public void RequireFields(params string[] names)
    {
        if (Json.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("must be an object");
        }

        var missing = names.FirstOrDefault(name => !name.EndsWith('?') && !Json.TryGetProperty(name, out _));
        if (missing is not null)
        {
            throw Wrong($"'{missing}' is missing");
        }

        foreach (var field in Json.EnumerateObject())
        {
            if (!names.Contains(field.Name) && !names.Contains(field.Name + "?"))
            {
                throw Wrong($"'{field.Name}' is not known");
            }
        }
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<CatalogEntry> Entries(string name) =>
        List(name).Select((json, index) => new CatalogEntry($"{Path}: {name}[{index}]", json));

    /// <summary>The texts of a list, which has at least one.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var (values, texts) = (List(name).ToList(), List(name).Select(JsonText.Of).OfType<string>().ToList());
        return texts.Count > 0 && texts.Count == values.Count
            ? texts
            : throw Wrong($"'{name}' must be a list of at least one text");
    }

    /// <summary>A number.</summary>
    public decimal Number(string name) =>
        Json.GetProperty(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number)
            ? number
            : throw Wrong($"'{name}' must be a number");

    /// <summary>An id.</summary>
    public string Id(string name) =>
        JsonText.Of(Json.GetProperty(name)) is { } text && Identifier.IsValid(text)
            ? text
            : throw Wrong($"'{name}' must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");

    /// <summary>A code of so many capital letters.</summary>
    public string Code(string name, int length) => Code(JsonText.Of(Json.GetProperty(name)), name, length);

    /// <summary>The same, of a text that was read already.</summary>
    public string Code(string? text, string name, int length) =>
        text is not null && text.Length == length && text.All(char.IsAsciiLetterUpper)
            ? text
            : throw Wrong($"'{name}' must be a code of {length} capital letters");

    /// <summary>An instant.</summary>
    public DateTimeOffset Instant(string name) =>
        JsonText.Of(Json.GetProperty(name)) is { } text && Rfc3339.TryParse(text, out var instant)
            ? instant
            : throw Wrong($"'{name}' must be an instant, such as 2026-11-02T08:00:00Z");

    private IEnumerable<JsonElement> List(string name) =>
        Json.GetProperty(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : throw Wrong($"'{name}' must be a list");
}
