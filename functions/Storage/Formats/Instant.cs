using System.Globalization;

namespace FlexFunctions.Storage;

/// <summary>The stored form of an instant: ISO 8601 in UTC, to the tick.</summary>
internal static class Instant
{
    /// <summary>Formats an instant.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    /// <summary>Parses an instant.</summary>
    /// <exception cref="FormatException">The text is not an instant.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
