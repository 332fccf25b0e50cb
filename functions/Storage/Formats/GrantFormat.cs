using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>What is left of a grant.</summary>
internal sealed record GrantRemaining(GrantKey Grant, Tokens Remaining);

/// <summary>The row of a grant.</summary>
internal sealed class GrantFormat : RowFormat<GrantRemaining>
{
    public static readonly GrantFormat Instance = new();

    protected override long Version => 2;

    protected override void Write(GrantRemaining value, Dictionary<string, object> properties)
    {
        properties["Order"] = value.Grant.Order.Value;
        properties["Bought"] = value.Grant.Bought.Thousandths;
        properties["ExpiresAt"] = Instant.Write(value.Grant.ExpiresAt);
        properties["Unit"] = value.Grant.Unit.ToString();
        properties["Remaining"] = value.Remaining.Thousandths;
    }

    protected override GrantRemaining Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            new GrantKey(
                Instant.Read((string)properties["ExpiresAt"]),
                new Tokens((long)properties["Bought"]),
                OrderId.Of((string)properties["Order"]),
                version > 1 ? Named.Read<GrantUnit>(properties["Unit"]) : GrantUnit.Tokens
            ),
            new Tokens((long)properties["Remaining"])
        );
}
