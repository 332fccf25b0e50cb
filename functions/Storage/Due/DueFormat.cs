using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of something that is due.</summary>
internal sealed class DueFormat : RowFormat<DueEntry>
{
    public static readonly DueFormat Instance = new();

    protected override void Write(DueEntry value, Dictionary<string, object> properties)
    {
        properties["Kind"] = value.Kind.ToString();
        properties["At"] = Instant.Write(value.At);
        properties["Account"] = value.Account.Value;
        properties["Subject"] = value.Subject;
        if (value.Team is { } team)
        {
            properties["Team"] = team.Value;
        }
    }

    protected override DueEntry Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            Named.Read<DueKind>(properties["Kind"]),
            Instant.Read((string)properties["At"]),
            AccountId.Of((string)properties["Account"]),
            properties.TryGetValue("Team", out var team) ? TeamId.Stored((string)team) : null,
            (string)properties["Subject"]
        );
}
