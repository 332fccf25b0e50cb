using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>
/// The body of a call, read strictly (<see cref="JsonBodyReader"/>): one JSON object of at most 64 KB, each field once, of
/// the right kind, and none that the call does not know; no body at all is an object without fields. The first thing wrong
/// is kept as <see cref="Refusal"/>; what is read after it has no meaning.
/// </summary>
public sealed class JsonBody
{
    private readonly Dictionary<string, JsonElement> _unread;

    /// <summary>A body of these fields.</summary>
    /// <param name="fields">By their names.</param>
    /// <param name="refusal">What is wrong with the body as a whole, if anything is.</param>
    internal JsonBody(Dictionary<string, JsonElement> fields, Rejection? refusal) =>
        (_unread, Refusal) = (fields, refusal);

    /// <summary>What is wrong with the body, if anything was found yet.</summary>
    public Rejection? Refusal { get; private set; }

    /// <summary>A whole number that must be there.</summary>
    public long WholeNumber(string field) =>
        Take(field) is { } value ? AsWholeNumber(field, value) : Missing<long>(field);

    /// <summary>A whole number within bounds that must be there.</summary>
    public long WholeNumber(string field, long from, long upTo) =>
        WholeNumber(field) is var number && number >= from && number <= upTo
            ? number
            : Refuse<long>(field, $"'{field}' must be a whole number from {from} to {upTo}.");

    /// <summary>A text of 1 to <paramref name="maxLength"/> characters without controls that must be there.</summary>
    public string Text(string field, int maxLength) => OptionalText(field, maxLength) ?? Missing<string>(field)!;

    /// <summary>The same, or null if it is left out or null.</summary>
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

    /// <summary>An id that must be there.</summary>
    /// <param name="field">The field.</param>
    /// <param name="of">The id that a valid text spells.</param>
    public TId Id<TId>(string field, Func<string, TId> of)
        where TId : struct => OptionalId(field, of) ?? Missing<TId>(field);

    /// <summary>The same, or null if it is left out or null.</summary>
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

    /// <summary>An instant that must be there.</summary>
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

    /// <summary>An amount that is no finer than a thousandth and within bounds; null if it is left out or null.</summary>
    public decimal? OptionalAmount(string field, decimal from, decimal upTo)
    {
        if (Take(field) is not { } value)
        {
            return null;
        }

        return
            value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && number >= from
            && number <= upTo
            && number * 1_000 == decimal.Truncate(number * 1_000)
            ? number
            : Refuse<decimal?>(
                field,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{field}' must be a number from {from} to {upTo}, no finer than a thousandth."
                )
            );
    }

    /// <summary>The same, but it must be there.</summary>
    public decimal Amount(string field, decimal from, decimal upTo) =>
        OptionalAmount(field, from, upTo) ?? Missing<decimal>(field);

    /// <summary>A list of texts that must be there; each is told to be good or not.</summary>
    /// <param name="field">The field.</param>
    /// <param name="atMost">How many there may be.</param>
    /// <param name="isGood">True for a text that may stand in it.</param>
    /// <param name="what">What the list is, for people: "a list of mail addresses".</param>
    public IReadOnlyList<string> Texts(string field, int atMost, Func<string, bool> isGood, string what)
    {
        if (Take(field) is not { } value)
        {
            return Missing<IReadOnlyList<string>>(field) ?? [];
        }

        var texts =
            value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select(JsonText.Of).OfType<string>().Where(isGood).ToList()
                : [];
        return value.ValueKind == JsonValueKind.Array && texts.Count == value.GetArrayLength() && texts.Count <= atMost
            ? texts
            : Refuse<IReadOnlyList<string>>(field, $"'{field}' must be {what}, at most {atMost}.") ?? [];
    }

    /// <summary>The text <c>all</c>, which reads as null, or a list of texts (<see cref="Texts"/>).</summary>
    public IReadOnlyList<string>? AllOrTexts(string field, int atMost, Func<string, bool> isGood, string what)
    {
        if (_unread.TryGetValue(field, out var value) && JsonText.Of(value) == "all")
        {
            _unread.Remove(field);
            return null;
        }

        return Texts(field, atMost, isGood, "\"all\" or a list of " + what);
    }

    /// <summary>One of some names that must be there.</summary>
    public TEnum OneOf<TEnum>(string field)
        where TEnum : struct, Enum => _unread.ContainsKey(field) ? OneOf(field, default(TEnum)) : Missing<TEnum>(field);

    /// <summary>One of some names, or the one that stands for nothing said.</summary>
    public TEnum OneOf<TEnum>(string field, TEnum otherwise)
        where TEnum : struct, Enum
    {
        if (Take(field) is not { } value)
        {
            return otherwise;
        }

        var named = Enum.GetValues<TEnum>().Where(known => NameOf(known) == JsonText.Of(value)).ToList();
        return named.Count == 1
            ? named[0]
            : Refuse<TEnum>(
                field,
                $"'{field}' must be one of: {string.Join(", ", Enum.GetValues<TEnum>().Select(NameOf))}."
            );
    }

    /// <summary>Refuses the body if a field was not read: the call does not know it.</summary>
    internal void End()
    {
        if (_unread.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } field)
        {
            Refusal ??= new Rejection(
                ApiCode.UnknownField,
                "The body has a field that this call does not know.",
                field
            );
        }
    }

    /// <summary>Refuses the body for a field, unless something was wrong before.</summary>
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
