using System.Globalization;

namespace FlexFunctions.App;

/// <summary>The format of numbers, dates and durations in letters: English, with unambiguous dates in UTC.</summary>
internal static class English
{
    private const int HoursUntilDays = 48;

    /// <summary>Formats a number with up to three decimals: <c>1,234.5</c>.</summary>
    public static string Number(decimal number) => number.ToString("#,##0.###", CultureInfo.InvariantCulture);

    /// <summary>Formats a number for an axis: <c>1.5k</c>, <c>64M</c>.</summary>
    public static string Short(decimal number) =>
        Math.Abs(number) switch
        {
            >= 1_000_000_000 => $"{Number(Math.Round(number / 1_000_000_000, 1))}G",
            >= 1_000_000 => $"{Number(Math.Round(number / 1_000_000, 1))}M",
            >= 10_000 => $"{Number(Math.Round(number / 1_000, 1))}k",
            _ => Number(number),
        };

    /// <summary>Formats an amount of tokens: <c>1 token</c>, <c>7.5 tokens</c>.</summary>
    public static string Tokens(decimal tokens) => Count(tokens, "token");

    /// <summary>Formats a number of things: <c>1 order</c>, <c>3 orders</c>.</summary>
    public static string Count(decimal number, string one) => $"{Number(number)} {one}{(number == 1 ? "" : "s")}";

    /// <summary>Gives a verb the form that agrees with a number: 1 token <c>expires</c>, 2 tokens <c>expire</c>.</summary>
    public static string Agree(decimal number, string verb) => number == 1 ? verb + "s" : verb;

    /// <summary>Formats a pace, rounded to two decimals: <c>7.14 tokens a day</c>.</summary>
    public static string PerDay(decimal pace) =>
        Math.Round(pace, 2) is var rounded && rounded == 0 && pace > 0
            ? "less than 0.01 tokens a day"
            : $"{Tokens(rounded)} a day";

    /// <summary>Formats a day: <c>3 Nov 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Formats the UTC day of an instant: <c>3 Nov 2026</c>.</summary>
    public static string Day(DateTimeOffset instant) => Day(DateOnly.FromDateTime(instant.UtcDateTime));

    /// <summary>Formats an instant to the minute: <c>3 Nov 2026 08:00 UTC</c>.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Formats an instant without its year: <c>3 Nov 08:00</c>.</summary>
    public static string Hour(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats the time until an instant: <c>in 31 hours</c>, <c>in 6 days</c>.</summary>
    public static string Ahead(TimeSpan ahead) =>
        ahead <= TimeSpan.Zero ? "now"
        : ahead < TimeSpan.FromHours(1) ? "within an hour"
        : ahead < TimeSpan.FromHours(HoursUntilDays) ? $"in {Count(Math.Floor((decimal)ahead.TotalHours), "hour")}"
        : $"in {Count(Math.Floor((decimal)ahead.TotalDays), "day")}";

    /// <summary>Formats an amount of money: <c>14,697.06 GBP</c>.</summary>
    public static string Money(decimal amount, string currency) =>
        amount.ToString("#,##0.00##", CultureInfo.InvariantCulture) + " " + currency;

    /// <summary>Shortens a text to a number of characters.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";
}
