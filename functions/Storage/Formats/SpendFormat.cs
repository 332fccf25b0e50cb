using System.Collections.Immutable;
using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of what a team spent in a month, by day: <c>2026-11-02:7000</c>, in thousandths.</summary>
internal sealed class SpendFormat : RowFormat<SpendHistory>
{
    public static readonly SpendFormat Instance = new();

    private const string DayFormat = "yyyy-MM-dd";

    protected override void Write(SpendHistory value, Dictionary<string, object> properties) =>
        properties["Days"] = string.Join(
            ' ',
            value.Days.Select(day =>
                day.Key.ToString(DayFormat, CultureInfo.InvariantCulture)
                + ":"
                + day.Value.Thousandths.ToString(CultureInfo.InvariantCulture)
            )
        );

    protected override SpendHistory Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            ((string)properties["Days"])
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(day => day.Split(':'))
                .ToImmutableSortedDictionary(
                    day => DateOnly.ParseExact(day[0], DayFormat, CultureInfo.InvariantCulture),
                    day => new Tokens(long.Parse(day[1], CultureInfo.InvariantCulture))
                )
        );
}
