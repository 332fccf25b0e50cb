using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of a result that is settled.</summary>
internal sealed class ResultFormat : RowFormat<SettledResult>
{
    public static readonly ResultFormat Instance = new();

    protected override void Write(SettledResult value, Dictionary<string, object> properties)
    {
        properties["Team"] = value.Team.Value;
        if (value.Reason is not null)
        {
            properties["Reason"] = value.Reason;
        }
    }

    protected override SettledResult Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            TeamId.Of((string)properties["Team"]),
            properties.TryGetValue("Reason", out var reason) ? (string)reason : null
        );
}
