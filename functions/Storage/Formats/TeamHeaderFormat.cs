using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of a team's head.</summary>
internal sealed class TeamHeaderFormat : RowFormat<TeamHeader>
{
    public static readonly TeamHeaderFormat Instance = new();

    protected override long Version => 2;

    protected override void Write(TeamHeader value, Dictionary<string, object> properties)
    {
        properties["Balance"] = value.Balance.Thousandths;
        properties["Credits"] = value.Credits.Thousandths;
        properties["NextSequence"] = value.NextSequence;
        properties["NextBlock"] = value.NextBlock;
        properties["Hash"] = value.Hash.Value;
        properties["PostedAt"] = Instant.Write(value.PostedAt);
        properties["UsableAfterLastGrant"] = value.UsableAfterLastGrant.Thousandths;
        properties["PolicyVersion"] = value.PolicyVersion;
        properties["WarnedLow"] = Flag.Write(value.Alerts.Low);
        properties["WarnedRunOut"] = Flag.Write(value.Alerts.RunOut);
        properties["Recent"] = SpendFormat.Text(value.Recent);
        if (value.Fault is not null)
        {
            LongText.Write(properties, "Fault", value.Fault);
        }

        if (value.FirstChargeAt is { } first)
        {
            properties["FirstChargeAt"] = Instant.Write(first);
        }
    }

    protected override TeamHeader Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            new Tokens((long)properties["Balance"]),
            version > 1 ? new Tokens((long)properties["Credits"]) : Tokens.Zero,
            (long)properties["NextSequence"],
            (long)properties["NextBlock"],
            BlockHash.Parse((string)properties["Hash"]),
            Instant.Read((string)properties["PostedAt"]),
            new Tokens((long)properties["UsableAfterLastGrant"]),
            version > 1 ? (long)properties["PolicyVersion"] : 0,
            properties.TryGetValue("FirstChargeAt", out var first) ? Instant.Read((string)first) : null,
            version > 1
                ? new AlertState(Flag.Read(properties["WarnedLow"]), Flag.Read(properties["WarnedRunOut"]))
                : default,
            version > 1 ? SpendFormat.Of((string)properties["Recent"]) : SpendHistory.None,
            properties.ContainsKey("Fault") ? LongText.Read(properties, "Fault") : null
        );
}
