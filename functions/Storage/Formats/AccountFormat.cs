using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of an account.</summary>
internal sealed class AccountFormat : RowFormat<Account>
{
    public static readonly AccountFormat Instance = new();

    protected override long Version => 2;

    protected override void Write(Account value, Dictionary<string, object> properties)
    {
        WriteIds(properties, "Teams", value.Teams.Select(team => team.Value));
        WriteIds(properties, "Overdue", value.Overdue.Select(order => order.Value).Order(StringComparer.Ordinal));
    }

    protected override Account Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            ReadIds(properties, "Teams").Select(TeamId.Of).ToImmutableSortedSet(TeamId.ByText),
            version > 1 ? [.. ReadIds(properties, "Overdue").Select(OrderId.Of)] : []
        );

    private static void WriteIds(Dictionary<string, object> properties, string name, IEnumerable<string> ids) =>
        LongText.Write(properties, name, string.Join(' ', ids));

    private static string[] ReadIds(IReadOnlyDictionary<string, object> properties, string name) =>
        LongText.Read(properties, name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
