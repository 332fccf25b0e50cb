using System.Globalization;
using System.Text.RegularExpressions;

namespace FlexFunctions.App;

/// <summary>Parses instants of RFC 3339: date, time and offset, all required.</summary>
internal static partial class Rfc3339
{
    /// <summary>Parses an instant to UTC, truncated to 100 ns; returns false if the text is not an instant.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var match = Shape().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value;
        var digits = fraction.Length > 7 ? fraction[..7] : fraction;
        var whole =
            $"{match.Groups["date"].Value}T{match.Groups["time"].Value}.{digits}{match.Groups["offset"].Value.ToUpperInvariant()}";
        if (
            !DateTimeOffset.TryParseExact(
                whole,
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var parsed
            )
            && !DateTimeOffset.TryParseExact(
                whole,
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out parsed
            )
        )
        {
            return false;
        }

        instant = parsed.ToUniversalTime();
        return true;
    }

    [GeneratedRegex(
        @"\A(?<date>\d{4}-\d{2}-\d{2})[Tt](?<time>\d{2}:\d{2}:\d{2})(\.(?<fraction>\d+))?(?<offset>[Zz]|[+-]\d{2}:\d{2})\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Shape();
}
