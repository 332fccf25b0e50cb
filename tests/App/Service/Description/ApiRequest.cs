using System.Text;
using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>A call to make.</summary>
/// <param name="Operation">The documented call.</param>
/// <param name="Values">The values of parameters, by name.</param>
/// <param name="Body">The request body, if any.</param>
internal sealed record ApiRequest(ApiOperation Operation, IReadOnlyDictionary<string, string> Values, byte[]? Body)
{
    public string ContentType { get; init; } = "application/json";

    public string Path =>
        Of("path")
            .Aggregate(
                Operation.Path,
                (path, value) => path.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal)
            );

    public string Query =>
        string.Concat(
            Of("query")
                .Select((value, index) => $"{(index == 0 ? '?' : '&')}{value.Name}={Uri.EscapeDataString(value.Value)}")
        );

    public IEnumerable<(string Name, string Value)> Headers => Of("header");

    /// <summary>Returns the call in the documented example.</summary>
    public static ApiRequest Documented(ApiOperation operation) =>
        new(
            operation,
            operation
                .Parameters.Where(known => known.Example is not null)
                .ToDictionary(known => known.Name, known => known.Example!),
            operation.Body is { Example: { } example } ? Encoding.UTF8.GetBytes(example.ToJsonString()) : null
        );

    /// <summary>Returns the call with another value of a parameter; null omits it.</summary>
    public ApiRequest With(string parameter, string? value)
    {
        Assert.True(Operation.HasParameter(parameter), $"{Operation.Id} has no parameter {parameter}");
        var values = Values.Where(known => known.Key != parameter);
        return this with
        {
            Values = (value is null ? values : values.Append(KeyValuePair.Create(parameter, value))).ToDictionary(),
        };
    }

    /// <summary>Returns the call with another body.</summary>
    public ApiRequest WithBody(string body) => this with { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>Returns the call with another value of a field; null omits it.</summary>
    public ApiRequest WithField(string field, JsonNode? value)
    {
        var body = JsonNode.Parse(Body)!.AsObject();
        if (value is null)
        {
            body.Remove(field);
        }
        else
        {
            body[field] = value;
        }

        return WithBody(body.ToJsonString());
    }

    private IEnumerable<(string Name, string Value)> Of(string place) =>
        Operation
            .Parameters.Where(known => known.In == place && Values.ContainsKey(known.Name))
            .Select(known => (known.Name, Values[known.Name]));
}
