using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Application properties in headers of a REST send call. Quoted text is a string; unquoted numbers, booleans and HTTP
/// dates get their type; anything else is a string.
/// </summary>
internal static class PropertyHeaders
{
    // Headers that clients and proxies add; they are not properties.
    private static readonly FrozenSet<string> s_standard = """
        Accept Accept-Charset Accept-Encoding Accept-Language Authorization BrokerProperties Cache-Control
        Connection Content-Encoding Content-Length Content-Type Cookie Date DNT Expect Forwarded Host Keep-Alive
        Origin Pragma Referer Request-Id TE Traceparent Tracestate Trailer Transfer-Encoding Upgrade User-Agent
        Via
        """.Split([' ', '\n']).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static Dictionary<string, object> Read(IHeaderDictionary headers)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            if (!s_standard.Contains(name) && !name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase))
            {
                properties[name] = Value(values.ToString().Trim());
            }
        }

        return properties;
    }

    private static object Value(string text)
    {
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
        {
            return Unquoted(text);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        const NumberStyles number =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, number, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
        {
            return real;
        }

        if (bool.TryParse(text, out var truth))
        {
            return truth;
        }

        return DateTime.TryParseExact(
            text,
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var date
        )
            ? date
            : text;
    }

    private static string Unquoted(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(text)!;
        }
        catch (JsonException)
        {
            return text[1..^1];
        }
    }
}
