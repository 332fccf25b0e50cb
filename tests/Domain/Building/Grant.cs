namespace FlexFunctions.Domain.Tests.Building;

/// <summary>Creates the grant of an order bought at an instant.</summary>
public static class Grant
{
    public static GrantKey Of(string order, long tokens, DateTimeOffset boughtAt) =>
        new(boughtAt.AddYears(1), Tokens.Whole(tokens), OrderId.Of(order));
}
