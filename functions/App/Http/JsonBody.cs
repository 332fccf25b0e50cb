using System.Buffers;
using System.Text.Json;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>
/// The body of a call, read strictly: one JSON object of at most 64 KB, each field once, of the right kind, and none that
/// the call does not know. The first thing wrong is kept as <see cref="Refusal"/>; what is read after it has no meaning.
/// </summary>
public sealed class JsonBody
{
    private const int MaxBytes = 64 * 1024;

    private readonly Dictionary<string, JsonElement> _unread;

    private JsonBody(Dictionary<string, JsonElement> fields, Rejection? refusal) =>
        (_unread, Refusal) = (fields, refusal);

    /// <summary>What is wrong with the body, if anything was found yet.</summary>
    public Rejection? Refusal { get; private set; }

    /// <summary>Reads the body of a request.</summary>
    public static async Task<JsonBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return Refused(ApiCode.UnsupportedMediaType, "The body must be JSON: Content-Type: application/json.");
        }

        if (await ReadBytesAsync(request.Body, cancellationToken) is not { } bytes)
        {
            return Refused(ApiCode.BodyTooLarge, $"The body is larger than {MaxBytes / 1024} KB.");
        }

        try
        {
            using var document = JsonDocument.Parse(
                bytes,
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Refused(ApiCode.InvalidField, "The body must be a JSON object.");
            }

            var root = document.RootElement.Clone();
            return new JsonBody(root.EnumerateObject().ToDictionary(field => field.Name, field => field.Value), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refused(ApiCode.InvalidField, "The body is not well-formed JSON, or names a field twice.");
        }
    }

    /// <summary>A whole number that must be there.</summary>
    public long WholeNumber(string field) =>
        Take(field) is { } value ? AsWholeNumber(field, value) : Missing<long>(field);

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

    /// <summary>An id, or null if it is left out or null.</summary>
    public string? OptionalId(string field)
    {
        if (Take(field) is not { } value)
        {
            return null;
        }

        return JsonText.Of(value) is { } text && Identifier.IsValid(text)
            ? text
            : Refuse<string>(field, $"'{field}' must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");
    }

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
    public void End()
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

    private static JsonBody Refused(string code, string detail) => new([], new Rejection(code, detail));

    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static async Task<byte[]?> ReadBytesAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (buffer.WrittenCount <= MaxBytes)
        {
            var read = await body.ReadAsync(buffer.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenSpan.ToArray();
            }

            buffer.Advance(read);
        }

        return null;
    }

    private JsonElement? Take(string field) =>
        _unread.Remove(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private long AsWholeNumber(string field, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : Refuse<long>(field, $"'{field}' must be a whole number.");

    private T? Missing<T>(string field) => Refuse<T>(field, $"'{field}' is missing.");

    private T? Refuse<T>(string field, string detail)
    {
        Refusal ??= new Rejection(ApiCode.InvalidField, detail, field);
        return default;
    }
}
