namespace FlexFunctions.Domain.Tests.Building;

/// <summary>Grants of orders that were bought at an instant.</summary>
public static class Grant
{
    public static GrantKey Of(string order, long tokens, DateTimeOffset boughtAt) =>
        new(boughtAt.AddYears(1), Tokens.Whole(tokens), OrderId.Of(order));
}
