using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Application properties as text that keeps their types: <c>{"name":["long","12"]}</c>. The types are those that AMQP
/// senders may use.
/// </summary>
internal static class PropertyText
{
    internal static bool CanHold(object? value) => Encode(value) is not null;

    internal static string? Write(IReadOnlyDictionary<string, object> properties)
    {
        if (properties.Count == 0)
            return null;
        var pairs = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
            pairs[name] =
                Encode(value)
                ?? throw new ArgumentException($"'{name}' has the type {value.GetType()}.", nameof(properties));
        return JsonSerializer.Serialize(pairs);
    }

    internal static Dictionary<string, object> Read(string? text)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        if (text is null)
            return properties;
        foreach (var (name, pair) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(text)!)
            properties[name] = Decode(pair[0], pair[1]);
        return properties;
    }

    private static string[]? Encode(object? value) =>
        value switch
        {
            null => ["null", ""],
            byte[] x => ["bytes", Convert.ToBase64String(x)],
            string x => ["string", x],
            bool x => ["bool", x ? "true" : "false"],
            char x => ["char", x.ToString()],
            sbyte or short or int or long or byte or ushort or uint or ulong or decimal =>
            [
                NameOf(value),
                Plain(value),
            ],
            float x => ["float", x.ToString("R", CultureInfo.InvariantCulture)],
            double x => ["double", x.ToString("R", CultureInfo.InvariantCulture)],
            Guid x => ["guid", x.ToString()],
            Uri x => ["uri", x.OriginalString],
            TimeSpan x => ["timespan", x.ToString("c")],
            DateTime x => ["datetime", x.ToString("O", CultureInfo.InvariantCulture)],
            DateTimeOffset x => ["datetimeoffset", x.ToString("O", CultureInfo.InvariantCulture)],
            _ => null,
        };

    private static object Decode(string type, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        return type switch
        {
            // AMQP senders may send no value under a name.
            "null" => null!,
            "bytes" => Convert.FromBase64String(text),
            "string" => text,
            "bool" => text == "true",
            "char" => text[0],
            "sbyte" => sbyte.Parse(text, invariant),
            "short" => short.Parse(text, invariant),
            "int" => int.Parse(text, invariant),
            "long" => long.Parse(text, invariant),
            "byte" => byte.Parse(text, invariant),
            "ushort" => ushort.Parse(text, invariant),
            "uint" => uint.Parse(text, invariant),
            "ulong" => ulong.Parse(text, invariant),
            "decimal" => decimal.Parse(text, invariant),
            "float" => float.Parse(text, invariant),
            "double" => double.Parse(text, invariant),
            "guid" => Guid.Parse(text),
            "uri" => new Uri(text, UriKind.RelativeOrAbsolute),
            "timespan" => TimeSpan.ParseExact(text, "c", invariant),
            "datetime" => DateTime.ParseExact(text, "O", invariant, DateTimeStyles.RoundtripKind),
            "datetimeoffset" => DateTimeOffset.ParseExact(text, "O", invariant),
            _ => throw new InvalidDataException($"The queue file holds a property of the unknown type '{type}'."),
        };
    }

    private static string NameOf(object number) =>
        number switch
        {
            sbyte => "sbyte",
            short => "short",
            int => "int",
            long => "long",
            byte => "byte",
            ushort => "ushort",
            uint => "uint",
            ulong => "ulong",
            _ => "decimal",
        };

    private static string Plain(object number) => ((IFormattable)number).ToString(null, CultureInfo.InvariantCulture);
}
