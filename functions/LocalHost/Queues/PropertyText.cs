using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Stores application properties as text with their types: <c>{"name":["long","12"]}</c>. Supports the types that AMQP
/// senders can use.
/// </summary>
internal static class PropertyText
{
    private static readonly (string Name, Type Type)[] s_simple =
    [
        ("string", typeof(string)),
        ("bool", typeof(bool)),
        ("char", typeof(char)),
        ("sbyte", typeof(sbyte)),
        ("short", typeof(short)),
        ("int", typeof(int)),
        ("long", typeof(long)),
        ("byte", typeof(byte)),
        ("ushort", typeof(ushort)),
        ("uint", typeof(uint)),
        ("ulong", typeof(ulong)),
        ("float", typeof(float)),
        ("double", typeof(double)),
        ("decimal", typeof(decimal)),
    ];

    internal static bool CanHold(object? value) => Encode(value) is not null;

    internal static string? Write(IReadOnlyDictionary<string, object> properties)
    {
        if (properties.Count == 0)
        {
            return null;
        }

        var pairs = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
        {
            pairs[name] =
                Encode(value)
                ?? throw new ArgumentException($"'{name}' has the type {value.GetType()}.", nameof(properties));
        }

        return JsonSerializer.Serialize(pairs);
    }

    internal static Dictionary<string, object> Read(string? text)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        if (text is null)
        {
            return properties;
        }

        foreach (var (name, pair) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(text)!)
        {
            properties[name] = Decode(pair[0], pair[1]);
        }

        return properties;
    }

    private static string[]? Encode(object? value) =>
        value switch
        {
            null => ["null", ""],
            byte[] x => ["bytes", Convert.ToBase64String(x)],
            IConvertible x when Array.Find(s_simple, simple => simple.Type == x.GetType()).Name is { } name =>
            [
                name,
                x.ToString(CultureInfo.InvariantCulture),
            ],
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
            // An AMQP property can be null.
            "null" => null!,
            "bytes" => Convert.FromBase64String(text),
            "guid" => Guid.Parse(text),
            "uri" => new Uri(text, UriKind.RelativeOrAbsolute),
            "timespan" => TimeSpan.ParseExact(text, "c", invariant),
            "datetime" => DateTime.ParseExact(text, "O", invariant, DateTimeStyles.RoundtripKind),
            "datetimeoffset" => DateTimeOffset.ParseExact(text, "O", invariant),
            _ when Array.Find(s_simple, simple => simple.Name == type).Type is { } simple => Convert.ChangeType(
                text,
                simple,
                invariant
            ),
            _ => throw new InvalidDataException($"The queue file holds a property of the unknown type '{type}'."),
        };
    }
}
