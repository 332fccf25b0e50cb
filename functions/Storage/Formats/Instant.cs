using System.Globalization;

namespace FlexFunctions.Storage;

/// <summary>How rows write an instant: ISO 8601 in UTC, to the tick.</summary>
internal static class Instant
{
    /// <summary>The instant as text.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    /// <summary>The instant that a text says.</summary>
    /// <exception cref="FormatException">It says none.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
