using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of a team's policy.</summary>
internal sealed class PolicyFormat : RowFormat<TeamPolicy>
{
    public static readonly PolicyFormat Instance = new();

    protected override void Write(TeamPolicy value, Dictionary<string, object> properties)
    {
        properties["AssignedUsersOnly"] = Flag.Write(value.AssignedUsersOnly);
        if (value.Products is { } products)
        {
            LongText.Write(properties, "Products", string.Join(' ', products.Select(product => product.Value)));
        }

        if (value.LowBalance.Percent is { } percent)
        {
            properties["LowBalancePercent"] = percent.ToString(CultureInfo.InvariantCulture);
        }

        if (value.LowBalance.Tokens is { } tokens)
        {
            properties["LowBalanceTokens"] = tokens.Thousandths;
        }

        LongText.Write(properties, "Recipients", string.Join(' ', value.Recipients));
        properties["Plan"] = value.Plan.ToString();
    }

    protected override TeamPolicy Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            Flag.Read(properties["AssignedUsersOnly"]),
            properties.ContainsKey("Products")
                ? ProductId.SetOf(Words(properties, "Products").Select(ProductId.Of))
                : null,
            new LowBalance(
                properties.TryGetValue("LowBalancePercent", out var percent)
                    ? decimal.Parse((string)percent, CultureInfo.InvariantCulture)
                    : null,
                properties.TryGetValue("LowBalanceTokens", out var tokens) ? new Tokens((long)tokens) : null
            ),
            [.. Words(properties, "Recipients")],
            Named.Read<Plan>(properties["Plan"])
        );

    private static string[] Words(IReadOnlyDictionary<string, object> properties, string name) =>
        LongText.Read(properties, name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
