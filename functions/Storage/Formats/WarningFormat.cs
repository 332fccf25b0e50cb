using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of a warning.</summary>
internal sealed class WarningFormat : RowFormat<TeamWarning>
{
    public static readonly WarningFormat Instance = new();

    protected override void Write(TeamWarning value, Dictionary<string, object> properties)
    {
        properties["Team"] = value.Team.Value;
        properties["Kind"] = value.Kind.ToString();
        properties["At"] = Instant.Write(value.At);
        properties["Usable"] = value.Usable.Thousandths;
        properties["LowBelow"] = value.LowBelow.ToString(CultureInfo.InvariantCulture);
        LongText.Write(properties, "Orders", string.Join(' ', value.Orders));
        LongText.Write(properties, "Mails", string.Join(' ', value.Mails));
        if (value.RunsOutAt is { } runsOut)
        {
            properties["RunsOutAt"] = Instant.Write(runsOut);
        }
    }

    protected override TeamWarning Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            TeamId.Of((string)properties["Team"]),
            Named.Read<WarningKind>(properties["Kind"]),
            Instant.Read((string)properties["At"]),
            new Tokens((long)properties["Usable"]),
            decimal.Parse((string)properties["LowBelow"], CultureInfo.InvariantCulture),
            properties.TryGetValue("RunsOutAt", out var runsOut) ? Instant.Read((string)runsOut) : null,
            [.. Words(properties, "Orders").Select(OrderId.Of)],
            [.. Words(properties, "Mails")]
        );

    private static string[] Words(IReadOnlyDictionary<string, object> properties, string name) =>
        LongText.Read(properties, name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
