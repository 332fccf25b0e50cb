using System.Collections.Immutable;
using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of how far a team's ledger is checked, and what it had come to by then.</summary>
internal sealed class CheckpointFormat : RowFormat<LedgerCheckpoint>
{
    public static readonly CheckpointFormat Instance = new();

    protected override void Write(LedgerCheckpoint value, Dictionary<string, object> properties)
    {
        properties["Block"] = value.Block;
        properties["Hash"] = value.Hash.Value;
        properties["UsableAfterLastGrant"] = value.UsableAfterLastGrant.Thousandths;
        LongText.Write(
            properties,
            "Flows",
            // In one order, whatever order they are kept in: the same ledger has the same row.
            string.Join(
                ' ',
                value
                    .Totals.OrderBy(total => total.Key)
                    .Select(total => $"{total.Key.Unit}/{total.Key.Kind}/{Number(total.Value.Thousandths)}")
            )
        );
        LongText.Write(
            properties,
            "Grants",
            string.Join(
                ' ',
                value.Pool.Remaining.Select(grant =>
                    $"{grant.Key.Unit}/{Number(grant.Key.ExpiresAt.UtcTicks)}/{Number(grant.Key.Bought.Thousandths)}/"
                    + $"{grant.Key.Order}/{Number(grant.Value.Thousandths)}"
                )
            )
        );
    }

    protected override LedgerCheckpoint Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            (long)properties["Block"],
            BlockHash.Parse((string)properties["Hash"]),
            new GrantPool(
                Parts(properties, "Grants")
                    .ToImmutableSortedDictionary(
                        grant => new GrantKey(
                            new DateTimeOffset(Number(grant[1]), TimeSpan.Zero),
                            new Tokens(Number(grant[2])),
                            OrderId.Of(grant[3]),
                            Named.Read<GrantUnit>(grant[0])
                        ),
                        grant => new Tokens(Number(grant[4]))
                    )
            ),
            new Tokens((long)properties["UsableAfterLastGrant"]),
            Parts(properties, "Flows")
                .ToImmutableDictionary(
                    flow => (Named.Read<GrantUnit>(flow[0]), Named.Read<MovementKind>(flow[1])),
                    flow => new Tokens(Number(flow[2]))
                )
        );

    private static IEnumerable<string[]> Parts(IReadOnlyDictionary<string, object> properties, string name) =>
        LongText
            .Read(properties, name)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('/'));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
