using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>Reads what a buyer asks for: <c>{ team?, tokens, country, channel?, payment?, reference? }</c>.</summary>
internal static class PurchaseBody
{
    private const int MaxCountry = 16;
    private const int MaxReference = 256;

    /// <summary>The request, or why it can not be read.</summary>
    public static async Task<(PurchaseRequest? Request, Rejection? Refusal)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var body = await JsonBody.ReadAsync(request, cancellationToken);
        var team = body.OptionalId("team");
        var tokens = body.WholeNumber("tokens");
        var country = body.Text("country", MaxCountry);
        var channel = body.OneOf("channel", SalesChannel.Online);
        var payment = body.OneOf("payment", PaymentMethod.Card);
        var reference = body.OptionalText("reference", MaxReference);
        body.End();
        return body.Refusal is { } refusal
            ? (null, refusal)
            : (
                new PurchaseRequest(
                    team is null ? TeamId.Unassigned : TeamId.Of(team),
                    tokens,
                    country,
                    channel,
                    payment,
                    reference
                ),
                null
            );
    }
}
