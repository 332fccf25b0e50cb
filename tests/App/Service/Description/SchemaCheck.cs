using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FlexFunctions.App.Tests;

/// <summary>Validates JSON against the subset of JSON Schema that openapi.yaml uses. Any other keyword is an error.</summary>
/// <param name="api">Resolves references.</param>
internal sealed class SchemaCheck(ApiDescription api)
{
    /// <summary>Returns the errors in a value.</summary>
    public IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string at = "$") =>
        api.Resolve(schema).SelectMany(rule => Faults(rule.Key, rule.Value!, api.Resolve(schema), value, at));

    private IEnumerable<string> Faults(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string at) =>
        keyword switch
        {
            "type" => Unless(IsOf(rule.GetValue<string>(), value), $"{at} is no {rule}: {Text(value)}"),
            "enum" => Unless(
                rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
                $"{at} is none of {Text(rule)}: {Text(value)}"
            ),
            "const" => Unless(JsonNode.DeepEquals(rule, value), $"{at} is not {rule}: {Text(value)}"),
            "pattern" => Unless(
                value is not null
                    && Regex.IsMatch(value.ToString(), rule.GetValue<string>(), RegexOptions.NonBacktracking),
                $"{at} does not match {rule}: {Text(value)}"
            ),
            "format" => Unless(
                rule.GetValue<string>() == "date"
                    ? DateOnly.TryParseExact(
                        value?.ToString(),
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out _
                    )
                    : rule.GetValue<string>() == "date-time" && Rfc3339.TryParse(value?.ToString() ?? "", out _),
                $"{at} is no {rule}: {Text(value)}"
            ),
            "minLength" => Unless(value?.ToString().Length >= Number(rule), $"{at} is too short: {Text(value)}"),
            "maxLength" => Unless(value?.ToString().Length <= Number(rule), $"{at} is too long: {Text(value)}"),
            "minimum" => Unless(
                value is not null && Number(value) >= Number(rule),
                $"{at} is below {rule}: {Text(value)}"
            ),
            "maximum" => Unless(
                value is not null && Number(value) <= Number(rule),
                $"{at} is above {rule}: {Text(value)}"
            ),
            "required" => rule.AsArray()
                .Select(name => name!.GetValue<string>())
                .Where(name => value is not JsonObject found || !found.ContainsKey(name))
                .Select(name => $"{at}.{name} is missing"),
            "additionalProperties" => Unless(!rule.GetValue<bool>(), "additionalProperties: true says nothing")
                .Concat(
                    (value as JsonObject ?? [])
                        .Where(field => schema["properties"]?[field.Key] is null)
                        .Select(field => $"{at}.{field.Key} is unknown")
                ),
            "properties" => rule.AsObject()
                .Where(field => value is JsonObject found && found.ContainsKey(field.Key))
                .SelectMany(field => Faults(field.Value!.AsObject(), value![field.Key], $"{at}.{field.Key}")),
            "items" => (value as JsonArray ?? []).SelectMany(
                (item, index) =>
                    Faults(rule.AsObject(), item, string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]"))
            ),
            "allOf" => rule.AsArray().SelectMany(part => Faults(part!.AsObject(), value, at)),
            "oneOf" => Unless(
                rule.AsArray().Count(part => !Faults(part!.AsObject(), value, at).Any()) == 1,
                $"{at} is not one of the forms: {Text(value)}"
            ),
            "description" or "default" => [],
            _ => throw new InvalidDataException($"This check does not know '{keyword}'."),
        };

    private static IEnumerable<string> Unless(bool good, string fault) => good ? [] : [fault];

    private static bool IsOf(string type, JsonNode? value) =>
        type switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
            "number" => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
            "integer" => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number
                && Number(value) == decimal.Truncate(Number(value)),
            "boolean" => value?.GetValueKind()
                is System.Text.Json.JsonValueKind.True
                    or System.Text.Json.JsonValueKind.False,
            _ => throw new InvalidDataException($"This check does not know the type '{type}'."),
        };

    private static decimal Number(JsonNode value) =>
        decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";
}
