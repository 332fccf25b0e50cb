using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The seats of a product that a team has, as the API shows them (R8).</summary>
/// <param name="Team">The team.</param>
/// <param name="Product">The product.</param>
/// <param name="Seats">How many were sold.</param>
/// <param name="Held">How many of them users hold.</param>
public sealed record SubscriptionBody(string Team, string Product, int Seats, int Held)
{
    /// <summary>A subscription of a team.</summary>
    public static SubscriptionBody Of(TeamId team, ProductId product, Subscription subscription) =>
        new(team.Value, product.Value, subscription.Sold, subscription.Held);
}
