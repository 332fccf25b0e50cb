using System.Collections.Immutable;
using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>The query parameters of a usage report.</summary>
/// <param name="Query">What the report is about.</param>
/// <param name="Zone">The name of its time zone.</param>
/// <param name="IsCsv">True for CSV, false for JSON.</param>
internal sealed record UsageQueryString(UsageQuery Query, string Zone, bool IsCsv)
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int DefaultDays = 30;

    /// <summary>Reads <c>from</c>, <c>to</c>, <c>by</c>, <c>zone</c> and <c>format</c>, or returns the refusal.</summary>
    /// <param name="query">The query parameters.</param>
    /// <param name="now">The instant of the call. The default period is the last 30 days.</param>
    public static (UsageQueryString? Value, ApiAnswer? Refusal) Read(IQueryCollection query, DateTimeOffset now)
    {
        var zoneName = query.ContainsKey("zone") ? query["zone"].ToString() : "UTC";
        if (!TryFindZone(zoneName, out var zone))
        {
            return (null, ApiAnswer.Invalid("zone", "'zone' must be an IANA time zone, such as Europe/Berlin."));
        }

        DateOnly DayOf(DateTimeOffset instant) =>
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
        if (!TryParseDay(query, "to", DayOf(now), out var to))
        {
            return (null, ApiAnswer.Invalid("to", "'to' must be a day, such as 2026-11-30."));
        }

        var usual = to.DayNumber < DefaultDays ? DateOnly.MinValue : to.AddDays(1 - DefaultDays);
        if (!TryParseDay(query, "from", usual, out var from) || from > to)
        {
            return (null, ApiAnswer.Invalid("from", "'from' must be a day, such as 2026-11-01, and not after 'to'."));
        }

        if (!TryParseBy(query["by"].ToString(), out var by))
        {
            return (null, ApiAnswer.Invalid("by", "'by' must list day, user, product or team, each at most once."));
        }

        return query["format"].ToString() is "" or "json" or "csv"
            ? (new UsageQueryString(new UsageQuery(from, to, DayOf, by), zoneName, query["format"] == "csv"), null)
            : (null, ApiAnswer.Invalid("format", "'format' must be json or csv."));
    }

    /// <summary>Formats a day.</summary>
    public static string Format(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static bool TryFindZone(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        // A name of another system, such as "W. Europe Standard Time", is found too on Windows.
        return name == "UTC"
            || (name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!) && zone.HasIanaId);
    }

    private static bool TryParseDay(IQueryCollection query, string name, DateOnly usual, out DateOnly day)
    {
        day = usual;
        return !query.ContainsKey(name)
            || DateOnly.TryParseExact(
                query[name],
                DayFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out day
            );
    }

    private static bool TryParseBy(string text, out ImmutableArray<UsageDimension> by)
    {
        by = [];
        foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            UsageDimension? dimension = name switch
            {
                "day" => UsageDimension.Day,
                "user" => UsageDimension.User,
                "product" => UsageDimension.Product,
                "team" => UsageDimension.Team,
                _ => null,
            };
            if (dimension is not { } known || by.Contains(known))
            {
                return false;
            }

            by = by.Add(known);
        }

        return true;
    }
}
