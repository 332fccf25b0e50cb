using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace FlexFunctions.LocalHost;

/// <summary>When a timer runs: a cron expression of six fields, second first, in UTC; or a fixed interval.</summary>
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
    /// <exception cref="FormatException">It is neither, or has what Azure's cron dialect does not.</exception>
    public static TimerSchedule Parse(string text)
    {
        if (!text.Trim().Contains(' ') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval))
        {
            return interval > TimeSpan.Zero
                ? new(text, null, interval)
                : throw new FormatException($"the interval '{text}' is not more than zero");
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
                $"the schedule '{text}' has '{foreign}'; Azure's cron knows numbers, names, and '*' ',' '-' '/' only"
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

    /// <summary>The first occurrence after an instant; the largest instant if there is none.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        _cron is null ? after + _interval : _cron.GetNextOccurrence(after, TimeZoneInfo.Utc) ?? DateTimeOffset.MaxValue;

    /// <summary>Whether two occurrences, the first after an instant, are less than a minute apart.</summary>
    internal bool IsFrequent(DateTimeOffset after)
    {
        var first = Next(after);
        return first != DateTimeOffset.MaxValue && Next(first) - first < TimeSpan.FromMinutes(1);
    }

    /// <summary>The schedule as written.</summary>
    public override string ToString() => _text;

    // L, W, # and ? are not in Azure's dialect, though the parser here would take them.
    [GeneratedRegex(
        "^([0-9*,/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AzureField();
}
