namespace FlexFunctions.App;

/// <summary>What a caller is; the token's claim <c>roles</c> bears <c>Flex.</c> and the name.</summary>
[Flags]
public enum Role
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>An admin of one account, which the claim <c>flex_account</c> names.</summary>
    Admin = 1,

    /// <summary>The vendor.</summary>
    Operator = 2,

    /// <summary>The vendor's own backend of a product.</summary>
    Product = 4,
}
