using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The late usage of one user and product of a team.</summary>
/// <param name="Team">The team.</param>
/// <param name="Meter">The user and product.</param>
/// <param name="Usage">The days.</param>
public sealed record TeamLateUsage(TeamId Team, MeterKey Meter, LateUsage Usage)
{
    /// <summary>Returns the usage with more days; null if they add nothing.</summary>
    internal TeamLateUsage? With(IEnumerable<DateOnly> days) =>
        days.Order().Aggregate(Usage, (usage, day) => usage.With(day)) is var late && !ReferenceEquals(late, Usage)
            ? this with
            {
                Usage = late,
            }
            : null;
}

/// <summary>The row of a user's late usage, with its days, such as <c>2026-11-02 2026-11-03</c>.</summary>
internal sealed class LateUsageFormat : RowFormat<TeamLateUsage>
{
    public static readonly LateUsageFormat Instance = new();

    private const string DayFormat = "yyyy-MM-dd";

    protected override void Write(TeamLateUsage value, Dictionary<string, object> properties)
    {
        properties["Team"] = value.Team.Value;
        properties["User"] = value.Meter.User.Value;
        properties["Product"] = value.Meter.Product.Value;
        properties["Days"] = string.Join(
            ' ',
            value.Usage.Days.Select(day => day.ToString(DayFormat, CultureInfo.InvariantCulture))
        );
    }

    protected override TeamLateUsage Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            TeamId.Stored((string)properties["Team"]),
            new(UserId.Of((string)properties["User"]), ProductId.Of((string)properties["Product"])),
            new([
                .. ((string)properties["Days"])
                    .Split(' ')
                    .Select(day => DateOnly.ParseExact(day, DayFormat, CultureInfo.InvariantCulture)),
            ])
        );
}
