using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of a team's head.</summary>
internal sealed class HeadFormat : RowFormat<LedgerHead>
{
    public static readonly HeadFormat Instance = new();

    protected override void Write(LedgerHead value, Dictionary<string, object> properties)
    {
        properties["Balance"] = value.Balance.Thousandths;
        properties["NextSequence"] = value.NextSequence;
        properties["NextBlock"] = value.NextBlock;
        properties["Hash"] = value.Hash.Value;
        properties["PostedAt"] = Instant.Write(value.PostedAt);
        properties["UsableAfterLastGrant"] = value.UsableAfterLastGrant.Thousandths;
    }

    protected override LedgerHead Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            new Tokens((long)properties["Balance"]),
            (long)properties["NextSequence"],
            (long)properties["NextBlock"],
            BlockHash.Parse((string)properties["Hash"]),
            Instant.Read((string)properties["PostedAt"]),
            new Tokens((long)properties["UsableAfterLastGrant"])
        );
}
