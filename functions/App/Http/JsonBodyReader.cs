using System.Buffers;
using System.Text.Json;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>Reads the body of a request, at most 64 KB.</summary>
internal static class JsonBodyReader
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the body of a request. Returns the value, or the reason why the body is invalid.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the fields of the body.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<(T Value, Rejection? Refusal)> ReadAsync<T>(
        HttpRequest request,
        Func<JsonBody, T> read,
        CancellationToken cancellationToken
    )
    {
        var body = await ReadAsync(request, cancellationToken);
        if (body.Refusal is { } invalid)
        {
            return (default!, invalid);
        }

        var value = read(body);
        body.RefuseUnknownFields();
        return (value, body.Refusal);
    }

    private static async Task<JsonBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        byte[]? bytes;
        try
        {
            bytes = await ReadBytesAsync(request.Body, cancellationToken);
        }
        catch (IOException)
        {
            return Refused(ApiCode.InvalidField, "The body ended early.");
        }

        if (bytes is null)
        {
            return Refused(ApiCode.BodyTooLarge, $"The body is larger than {MaxBytes / 1024} KB.");
        }

        if (bytes.Length == 0)
        {
            return new JsonBody([], null);
        }

        if (!request.HasJsonContentType())
        {
            return Refused(ApiCode.UnsupportedMediaType, "The body must be JSON: Content-Type: application/json.");
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
            return Refused(ApiCode.InvalidField, "The body is not valid JSON, or has a duplicate field.");
        }
    }

    private static JsonBody Refused(string code, string detail) => new([], new Rejection(code, detail));

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
}
