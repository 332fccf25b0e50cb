using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>
/// The body of a call, read strictly (<see cref="JsonBodyReader"/>): one JSON object of at most 64 KB without duplicate or
/// unknown fields. An empty body is an object without fields. The first error is kept in <see cref="Refusal"/>; values that
/// are read after it have no meaning.
/// </summary>
public sealed class JsonBody
{
    private readonly Dictionary<string, JsonElement> _unread;

    /// <summary>Creates a body.</summary>
    /// <param name="fields">The fields by name.</param>
    /// <param name="refusal">The error in the body as a whole, if any.</param>
    internal JsonBody(Dictionary<string, JsonElement> fields, Rejection? refusal) =>
        (_unread, Refusal) = (fields, refusal);

    /// <summary>The first error found so far, if any.</summary>
    public Rejection? Refusal { get; private set; }

    /// <summary>Reads a required whole number.</summary>
    public long WholeNumber(string field) =>
        Take(field) is { } value ? AsWholeNumber(field, value) : Missing<long>(field);

    /// <summary>Reads a required whole number within bounds.</summary>
    public long WholeNumber(string field, long min, long max) =>
        WholeNumber(field) is var number && number >= min && number <= max
            ? number
            : Refuse<long>(field, $"'{field}' must be a whole number from {min} to {max}.");

    /// <summary>Reads a required text of 1 to <paramref name="maxLength"/> characters without control characters.</summary>
    public string Text(string field, int maxLength) => OptionalText(field, maxLength) ?? Missing<string>(field)!;

    /// <summary>Reads an optional text; null if it is omitted or null.</summary>
    public string? OptionalText(string field, int maxLength)
    {
        if (Take(field) is not { } value)
        {
            return null;
        }

        return
            JsonText.Of(value) is { } text && text.Length > 0 && text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : Refuse<string>(field, $"'{field}' must be a text of 1 to {maxLength} characters.");
    }

    /// <summary>Reads a required id.</summary>
    /// <param name="field">The field.</param>
    /// <param name="of">Converts a valid text to the id.</param>
    public TId Id<TId>(string field, Func<string, TId> of)
        where TId : struct => OptionalId(field, of) ?? Missing<TId>(field);

    /// <summary>Reads an optional id; null if it is omitted or null.</summary>
    public TId? OptionalId<TId>(string field, Func<string, TId> of)
        where TId : struct
    {
        if (Take(field) is not { } value)
        {
            return null;
        }

        return JsonText.Of(value) is { } text && Identifier.IsValid(text)
            ? of(text)
            : Refuse<TId?>(field, $"'{field}' must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");
    }

    /// <summary>Reads a required instant.</summary>
    public DateTimeOffset Instant(string field)
    {
        if (Take(field) is not { } value)
        {
            return Missing<DateTimeOffset>(field);
        }

        return JsonText.Of(value) is { } text && Rfc3339.TryParse(text, out var instant)
            ? instant
            : Refuse<DateTimeOffset>(field, $"'{field}' must be an instant, such as 2026-11-02T08:00:00Z.");
    }

    /// <summary>Reads an optional amount with at most three decimal places; null if it is omitted or null.</summary>
    public decimal? OptionalAmount(string field, decimal min, decimal max)
    {
        if (Take(field) is not { } value)
        {
            return null;
        }

        return
            value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && number >= min
            && number <= max
            && number * 1_000 == decimal.Truncate(number * 1_000)
            ? number
            : Refuse<decimal?>(
                field,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{field}' must be a number from {min} to {max} with at most three decimal places."
                )
            );
    }

    /// <summary>Reads a required amount with at most three decimal places.</summary>
    public decimal Amount(string field, decimal min, decimal max) =>
        OptionalAmount(field, min, max) ?? Missing<decimal>(field);

    /// <summary>Reads a required list of texts. Each text is validated.</summary>
    /// <param name="field">The field.</param>
    /// <param name="maxCount">The maximum length of the list.</param>
    /// <param name="isValid">Returns true for a valid text.</param>
    /// <param name="what">A description of the list, for people: "a list of mail addresses".</param>
    public IReadOnlyList<string> Texts(string field, int maxCount, Func<string, bool> isValid, string what)
    {
        if (Take(field) is not { } value)
        {
            return Missing<IReadOnlyList<string>>(field) ?? [];
        }

        var texts =
            value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select(JsonText.Of).OfType<string>().Where(isValid).ToList()
                : [];
        return
            value.ValueKind == JsonValueKind.Array && texts.Count == value.GetArrayLength() && texts.Count <= maxCount
            ? texts
            : Refuse<IReadOnlyList<string>>(field, $"'{field}' must be {what}, at most {maxCount}.") ?? [];
    }

    /// <summary>Reads the text <c>all</c>, as null, or a list of texts (<see cref="Texts"/>).</summary>
    public IReadOnlyList<string>? AllOrTexts(string field, int maxCount, Func<string, bool> isValid, string what)
    {
        if (_unread.TryGetValue(field, out var value) && JsonText.Of(value) == "all")
        {
            _unread.Remove(field);
            return null;
        }

        return Texts(field, maxCount, isValid, "\"all\" or a list of " + what);
    }

    /// <summary>Reads a required enum value by its name in camelCase.</summary>
    public TEnum OneOf<TEnum>(string field)
        where TEnum : struct, Enum => _unread.ContainsKey(field) ? OneOf(field, default(TEnum)) : Missing<TEnum>(field);

    /// <summary>Reads an optional enum value by its name in camelCase.</summary>
    public TEnum OneOf<TEnum>(string field, TEnum defaultValue)
        where TEnum : struct, Enum
    {
        if (Take(field) is not { } value)
        {
            return defaultValue;
        }

        var named = Enum.GetValues<TEnum>().Where(known => NameOf(known) == JsonText.Of(value)).ToList();
        return named.Count == 1
            ? named[0]
            : Refuse<TEnum>(
                field,
                $"'{field}' must be one of: {string.Join(", ", Enum.GetValues<TEnum>().Select(NameOf))}."
            );
    }

    /// <summary>Reads a list of objects; empty if it is omitted or null. An error names the field as <c>uses[2].people</c>.</summary>
    /// <param name="field">The field.</param>
    /// <param name="maxCount">The maximum length of the list.</param>
    /// <param name="read">Reads the fields of an object.</param>
    public IReadOnlyList<T> Objects<T>(string field, int maxCount, Func<JsonBody, T> read)
    {
        if (Take(field) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount)
        {
            return Refuse<IReadOnlyList<T>>(field, $"'{field}' must be a list of objects, at most {maxCount}.") ?? [];
        }

        var objects = new List<T>();
        foreach (var (index, element) in value.EnumerateArray().Index())
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return Refuse<IReadOnlyList<T>>($"{field}[{index}]", $"'{field}[{index}]' must be an object.") ?? [];
            }

            var body = new JsonBody(element.EnumerateObject().ToDictionary(one => one.Name, one => one.Value), Refusal);
            objects.Add(read(body));
            body.RefuseUnknownFields();
            if (Refusal is null && body.Refusal is { } inner)
            {
                Refusal = inner with { Field = $"{field}[{index}].{inner.Field}" };
            }
        }

        return objects;
    }

    /// <summary>Refuses the body if it has a field that was not read.</summary>
    internal void RefuseUnknownFields()
    {
        if (_unread.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } field)
        {
            Refusal ??= new Rejection(ApiCode.UnknownField, "The body has an unknown field.", field);
        }
    }

    /// <summary>Refuses the body because of a field, unless it was refused before.</summary>
    public void Refuse(string field, string detail) => Refusal ??= new Rejection(ApiCode.InvalidField, detail, field);

    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private JsonElement? Take(string field) =>
        _unread.Remove(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private long AsWholeNumber(string field, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : Refuse<long>(field, $"'{field}' must be a whole number.");

    private T? Missing<T>(string field) => Refuse<T>(field, $"'{field}' is missing.");

    private T? Refuse<T>(string field, string detail)
    {
        Refuse(field, detail);
        return default;
    }
}
