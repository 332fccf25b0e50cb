using System.Globalization;
using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>A documented call.</summary>
/// <param name="Id">The name of the function.</param>
/// <param name="Method">The method in capitals.</param>
/// <param name="Path">The path, with parameters in braces.</param>
/// <param name="IsOpen">True if the call needs no token.</param>
/// <param name="Parameters">The parameters in path, query and headers.</param>
/// <param name="Body">The request body, if any.</param>
/// <param name="Responses">The answers by status.</param>
internal sealed record ApiOperation(
    string Id,
    string Method,
    string Path,
    bool IsOpen,
    IReadOnlyList<ApiParameter> Parameters,
    ApiMedia? Body,
    IReadOnlyDictionary<int, ApiResponse> Responses
)
{
    public bool HasParameter(string name) => Parameters.Any(parameter => parameter.Name == name);

    /// <summary>Every documented status, with the codes of refusals.</summary>
    public IEnumerable<string> Outcomes =>
        Responses.SelectMany(response =>
            response
                .Value.Content.Values.SelectMany(media => media.Codes)
                .DefaultIfEmpty("")
                .Distinct()
                .Select(code => Outcome(response.Key, code))
        );

    public string Outcome(int status, string? code) =>
        string.Create(CultureInfo.InvariantCulture, $"{Id} {status} {code}").TrimEnd();

    public static ApiOperation Of(
        ApiDescription api,
        string path,
        string method,
        JsonNode? shared,
        JsonNode operation
    ) =>
        new(
            operation["operationId"]!.GetValue<string>(),
            method.ToUpperInvariant(),
            path,
            operation["security"] is JsonArray { Count: 0 },
            [
                .. (
                    (IEnumerable<JsonNode?>)[.. shared?.AsArray() ?? [], .. operation["parameters"]?.AsArray() ?? []]
                ).Select(parameter => ApiParameter.Of(api.Resolve(parameter!))),
            ],
            operation["requestBody"] is { } body ? ApiMedia.Of(body["content"]!["application/json"]!) : null,
            operation["responses"]!
                .AsObject()
                .ToDictionary(
                    response => int.Parse(response.Key, CultureInfo.InvariantCulture),
                    response => ApiResponse.Of(api.Resolve(response.Value!))
                )
        );
}

/// <summary>A documented parameter.</summary>
internal sealed record ApiParameter(string Name, string In, bool IsRequired, string? Example)
{
    public static ApiParameter Of(JsonObject parameter) =>
        new(
            parameter["name"]!.GetValue<string>(),
            parameter["in"]!.GetValue<string>(),
            parameter["required"]?.GetValue<bool>() ?? false,
            parameter["example"]?.ToString()
        );
}

/// <summary>A documented answer.</summary>
/// <param name="Headers">The headers that the answer may have.</param>
/// <param name="Content">The bodies by content type, without its parameters.</param>
internal sealed record ApiResponse(IReadOnlyList<string> Headers, IReadOnlyDictionary<string, ApiMedia> Content)
{
    public static ApiResponse Of(JsonObject response) =>
        new(
            [.. (response["headers"]?.AsObject() ?? []).Select(header => header.Key)],
            (response["content"]?.AsObject() ?? []).ToDictionary(media => media.Key, media => ApiMedia.Of(media.Value!))
        );
}

/// <summary>A documented body.</summary>
internal sealed record ApiMedia(JsonObject Schema, JsonNode? Example)
{
    /// <summary>The codes of a refusal.</summary>
    public IEnumerable<string> Codes =>
        Schema["allOf"]?[1]?["properties"]?["code"]?["enum"]?.AsArray().Select(code => code!.GetValue<string>()) ?? [];

    public static ApiMedia Of(JsonNode media) => new(media["schema"]!.AsObject(), media["example"]);
}
