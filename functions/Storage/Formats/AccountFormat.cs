using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of an account.</summary>
internal sealed class AccountFormat : RowFormat<Account>
{
    public static readonly AccountFormat Instance = new();

    protected override void Write(Account value, Dictionary<string, object> properties) =>
        LongText.Write(properties, "Teams", string.Join(' ', value.Teams.Select(team => team.Value)));

    protected override Account Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            LongText
                .Read(properties, "Teams")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(TeamId.Of)
                .ToImmutableSortedSet(TeamId.ByText)
        );
}
