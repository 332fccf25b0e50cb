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
        properties["Days"] = Text(value);

    protected override SpendHistory Read(IReadOnlyDictionary<string, object> properties, long version) =>
        Of((string)properties["Days"]);

    /// <summary>The days as text.</summary>
    public static string Text(SpendHistory value) =>
        string.Join(
            ' ',
            value.Days.Select(day =>
                day.Key.ToString(DayFormat, CultureInfo.InvariantCulture)
                + ":"
                + day.Value.Thousandths.ToString(CultureInfo.InvariantCulture)
            )
        );

    /// <summary>The days that a text says.</summary>
    public static SpendHistory Of(string text) =>
        new(
            text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(day => day.Split(':'))
                .ToImmutableSortedDictionary(
                    day => DateOnly.ParseExact(day[0], DayFormat, CultureInfo.InvariantCulture),
                    day => new Tokens(long.Parse(day[1], CultureInfo.InvariantCulture))
                )
        );
}
