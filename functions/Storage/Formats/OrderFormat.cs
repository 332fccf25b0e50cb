using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of an order: what was bought, and where it is now. What is left of it is in its grant's row.</summary>
internal sealed class OrderFormat : RowFormat<Order>
{
    public static readonly OrderFormat Instance = new();

    protected override long Version => 2;

    protected override void Write(Order value, Dictionary<string, object> properties)
    {
        properties["Order"] = value.Id.Value;
        properties["Account"] = value.Account.Value;
        properties["Team"] = value.Team.Value;
        properties["Tokens"] = value.Tokens;
        properties["UnitPrice"] = Write(value.UnitPrice);
        properties["Currency"] = value.UnitPrice.Currency;
        properties["Country"] = value.Country;
        properties["Channel"] = value.Channel.ToString();
        properties["Payment"] = value.Payment.ToString();
        properties["Invoice"] = value.Invoice.ToString();
        properties["PurchasedAt"] = Instant.Write(value.PurchasedAt);
        if (value.Reference is not null)
        {
            properties["Reference"] = value.Reference;
        }

        properties["ExpiryWarned"] = Flag.Write(value.ExpiryWarned);
        if (value.Return is { } returned)
        {
            properties["ReturnedTokens"] = returned.Tokens.Thousandths;
            properties["Refund"] = Write(returned.Refund);
            properties["StillDue"] = Write(returned.StillDue);
        }
    }

    protected override Order Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            OrderId.Of((string)properties["Order"]),
            AccountId.Of((string)properties["Account"]),
            TeamId.Stored((string)properties["Team"]),
            (long)properties["Tokens"],
            ReadMoney(properties, "UnitPrice"),
            (string)properties["Country"],
            Named.Read<SalesChannel>(properties["Channel"]),
            Named.Read<PaymentMethod>(properties["Payment"]),
            properties.TryGetValue("Reference", out var reference) ? (string)reference : null,
            Named.Read<InvoiceStatus>(properties["Invoice"]),
            Instant.Read((string)properties["PurchasedAt"]),
            properties.TryGetValue("ReturnedTokens", out var returned)
                ? new OrderReturn(
                    new Tokens((long)returned),
                    ReadMoney(properties, "Refund"),
                    ReadMoney(properties, "StillDue")
                )
                : null,
            version > 1 && Flag.Read(properties["ExpiryWarned"])
        );

    private static string Write(Money money) => money.Amount.ToString(CultureInfo.InvariantCulture);

    private static Money ReadMoney(IReadOnlyDictionary<string, object> properties, string name) =>
        new(decimal.Parse((string)properties[name], CultureInfo.InvariantCulture), (string)properties["Currency"]);
}
