using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>The JSON format of the API: camelCase, ISO 8601 instants in UTC, tokens as numbers, no nulls.</summary>
public static class ApiJson
{
    /// <summary>The serializer options.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new InstantConverter(),
            new TokensConverter(),
        },
    };

    /// <summary>Returns an answer with a body.</summary>
    public static IResult Answer(object body, int status = StatusCodes.Status200OK) =>
        Results.Json(body, Options, statusCode: status);

    /// <summary>Returns an answer with a body that is JSON text already.</summary>
    public static IResult AnswerText(string body, int status) =>
        Results.Text(body, "application/json; charset=utf-8", statusCode: status);

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)
            );
    }

    private sealed class TokensConverter : JsonConverter<Tokens>
    {
        public override Tokens Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Tokens.Of(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Tokens value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
