using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FlexFunctions.App.Tests;

/// <summary>openapi.yaml, as the build copies it.</summary>
internal sealed class ApiDescription
{
    private static readonly string[] s_methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    private ApiDescription(JsonObject root)
    {
        Root = root;
        Operations =
        [
            .. root["paths"]!
                .AsObject()
                .SelectMany(path =>
                    path.Value!.AsObject()
                        .Where(item => s_methods.Contains(item.Key))
                        .Select(item =>
                            ApiOperation.Of(this, path.Key, item.Key, path.Value!["parameters"], item.Value!)
                        )
                ),
        ];
    }

    public JsonObject Root { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public ApiOperation this[string operation] => Operations.Single(known => known.Id == operation);

    public static ApiDescription Load() =>
        Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openapi.yaml")));

    public static ApiDescription Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return new ApiDescription(Json(stream.Documents.Single().RootNode)!.AsObject());
    }

    /// <summary>Resolves a reference; returns any other node unchanged.</summary>
    public JsonObject Resolve(JsonNode node) =>
        node["$ref"]?.GetValue<string>() is { } reference
            ? Resolve(
                reference[2..]
                    .Split('/')
                    .Aggregate((JsonNode)Root, (so, name) => so[name] ?? throw new KeyNotFoundException(reference))
            )
            : node.AsObject();

    private static JsonNode? Json(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Json(child.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text!),
            YamlScalarNode { Value: var text } => JsonValue.Create(text),
            _ => throw new InvalidDataException($"No {node.GetType().Name} can stand in a description."),
        };

    private static JsonNode? Plain(string text) =>
        text is "null" or "" ? null
        : bool.TryParse(text, out var truth) ? JsonValue.Create(truth)
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
        : JsonValue.Create(text);
}
