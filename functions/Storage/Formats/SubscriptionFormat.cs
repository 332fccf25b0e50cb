using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of the seats of a product that a team has.</summary>
internal sealed class SubscriptionFormat : RowFormat<Subscription>
{
    public static readonly SubscriptionFormat Instance = new();

    protected override void Write(Subscription value, Dictionary<string, object> properties)
    {
        properties["Sold"] = (long)value.Sold;
        properties["Held"] = (long)value.Held;
    }

    protected override Subscription Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(checked((int)(long)properties["Sold"]), checked((int)(long)properties["Held"]));
}
