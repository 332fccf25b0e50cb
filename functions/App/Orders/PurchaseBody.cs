using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>Reads what a buyer asks for: <c>{ team?, tokens, country, channel?, payment?, reference? }</c>.</summary>
internal static class PurchaseBody
{
    private const int MaxCountry = 16;
    private const int MaxReference = 256;

    /// <summary>The request.</summary>
    public static PurchaseRequest Read(JsonBody body) =>
        new(
            body.OptionalId("team", TeamId.Of) ?? TeamId.Unassigned,
            body.WholeNumber("tokens"),
            body.Text("country", MaxCountry),
            body.OneOf("channel", SalesChannel.Online),
            body.OneOf("payment", PaymentMethod.Card),
            body.OptionalText("reference", MaxReference)
        );
}
