using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace FlexFunctions.LocalHost;

/// <summary>The schedule of a timer: a six-field cron expression in UTC, seconds first, or a fixed interval.</summary>
public sealed partial class TimerSchedule
{
    private readonly string _text;
    private readonly CronExpression? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(string text, CronExpression? cron, TimeSpan interval)
    {
        _text = text;
        _cron = cron;
        _interval = interval;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">
    /// The text is neither, or uses syntax that Azure's cron dialect does not have.
    /// </exception>
    public static TimerSchedule Parse(string text)
    {
        if (!text.Trim().Contains(' ') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval))
        {
            return interval > TimeSpan.Zero
                ? new(text, null, interval)
                : throw new FormatException($"the interval '{text}' must be greater than zero");
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6)
        {
            throw new FormatException(
                $"the schedule '{text}' has {fields.Length} fields; cron has six here, second first, and an interval "
                    + "is hh:mm:ss"
            );
        }

        if (Array.Find(fields, field => !AzureField().IsMatch(field)) is { } foreign)
        {
            throw new FormatException(
                $"the schedule '{text}' has '{foreign}'; Azure's cron dialect supports only numbers, names, and '*' ',' '-' '/'"
            );
        }

        try
        {
            return new(text, CronExpression.Parse(text, CronFormat.IncludeSeconds), default);
        }
        catch (CronFormatException e)
        {
            throw new FormatException($"the schedule '{text}' is invalid: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Returns the first occurrence after an instant, or the largest instant if there is none.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        _cron is null ? after + _interval : _cron.GetNextOccurrence(after, TimeZoneInfo.Utc) ?? DateTimeOffset.MaxValue;

    /// <summary>Returns whether the next two occurrences after an instant are less than a minute apart.</summary>
    internal bool IsFrequent(DateTimeOffset after)
    {
        var first = Next(after);
        return first != DateTimeOffset.MaxValue && Next(first) - first < TimeSpan.FromMinutes(1);
    }

    /// <summary>Returns the schedule as written.</summary>
    public override string ToString() => _text;

    // The parser supports L, W, # and ?, but Azure's dialect does not.
    [GeneratedRegex(
        "^([0-9*,/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AzureField();
}
