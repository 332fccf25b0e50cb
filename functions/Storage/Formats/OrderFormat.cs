using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of an order: what was bought, and where it is now. What is left of it is in its grant's row.</summary>
internal sealed class OrderFormat : RowFormat<Order>
{
    public static readonly OrderFormat Instance = new();

    protected override void Write(Order value, Dictionary<string, object> properties)
    {
        properties["Order"] = value.Id.Value;
        properties["Account"] = value.Account.Value;
        properties["Team"] = value.Team.Value;
        properties["Tokens"] = value.Tokens;
        properties["UnitPrice"] = value.UnitPrice.Amount.ToString(CultureInfo.InvariantCulture);
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
    }

    protected override Order Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            OrderId.Of((string)properties["Order"]),
            AccountId.Of((string)properties["Account"]),
            TeamId.Stored((string)properties["Team"]),
            (long)properties["Tokens"],
            new Money(
                decimal.Parse((string)properties["UnitPrice"], CultureInfo.InvariantCulture),
                (string)properties["Currency"]
            ),
            (string)properties["Country"],
            Named<SalesChannel>(properties["Channel"]),
            Named<PaymentMethod>(properties["Payment"]),
            properties.TryGetValue("Reference", out var reference) ? (string)reference : null,
            Named<InvoiceStatus>(properties["Invoice"]),
            Instant.Read((string)properties["PurchasedAt"])
        );

    private static TEnum Named<TEnum>(object name)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>((string)name, ignoreCase: false, out var value)
            ? value
            : throw new FormatException($"'{name}' is no {typeof(TEnum).Name}.");
}
