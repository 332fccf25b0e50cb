using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>An object in the catalog, with its path for error messages.</summary>
internal sealed record CatalogEntry(string Path, JsonElement Json)
{
    /// <summary>Returns an error in this entry.</summary>
    public CatalogException Error(string message) => new($"{Path}: {message}");

    /// <summary>Throws unless the entry is an object with exactly these fields; <c>?</c> marks an optional field.</summary>
    public void RequireFields(params string[] names)
    {
        if (Json.ValueKind != JsonValueKind.Object)
        {
            throw Error("must be an object");
        }

        var missing = names.FirstOrDefault(name => !name.EndsWith('?') && !Json.TryGetProperty(name, out _));
        if (missing is not null)
        {
            throw Error($"'{missing}' is missing");
        }

        foreach (var field in Json.EnumerateObject())
        {
            if (!names.Contains(field.Name) && !names.Contains(field.Name + "?"))
            {
                throw Error($"'{field.Name}' is unknown");
            }
        }
    }

    /// <summary>Reads a list of objects.</summary>
    public IEnumerable<CatalogEntry> Entries(string name) =>
        List(name).Select((json, index) => new CatalogEntry($"{Path}: {name}[{index}]", json));

    /// <summary>Reads a list of at least one text.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var (values, texts) = (List(name).ToList(), List(name).Select(JsonText.Of).OfType<string>().ToList());
        return texts.Count > 0 && texts.Count == values.Count
            ? texts
            : throw Error($"'{name}' must be a list of at least one text");
    }

    /// <summary>Reads a number.</summary>
    public decimal Number(string name) =>
        Json.GetProperty(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number)
            ? number
            : throw Error($"'{name}' must be a number");

    /// <summary>Reads an id.</summary>
    public string Id(string name) =>
        JsonText.Of(Json.GetProperty(name)) is { } text && Identifier.IsValid(text)
            ? text
            : throw Error($"'{name}' must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");

    /// <summary>Reads a code of capital letters.</summary>
    public string Code(string name, int length) => Code(JsonText.Of(Json.GetProperty(name)), name, length);

    /// <summary>Validates a code of capital letters.</summary>
    public string Code(string? text, string name, int length) =>
        text is not null && text.Length == length && text.All(char.IsAsciiLetterUpper)
            ? text
            : throw Error($"'{name}' must be a code of {length} capital letters");

    /// <summary>Reads an instant.</summary>
    public DateTimeOffset Instant(string name) =>
        JsonText.Of(Json.GetProperty(name)) is { } text && Rfc3339.TryParse(text, out var instant)
            ? instant
            : throw Error($"'{name}' must be an instant, such as 2026-11-02T08:00:00Z");

    private IEnumerable<JsonElement> List(string name) =>
        Json.GetProperty(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : throw Error($"'{name}' must be a list");
}
