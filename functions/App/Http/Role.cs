namespace FlexFunctions.App;

/// <summary>The role of a caller. In the claim <c>roles</c> of the token, each name has the prefix <c>Flex.</c>.</summary>
[Flags]
public enum Role
{
    /// <summary>No role.</summary>
    None = 0,

    /// <summary>An admin of one account, the one in the claim <c>flex_account</c>.</summary>
    Admin = 1,

    /// <summary>The vendor.</summary>
    Operator = 2,

    /// <summary>The vendor's backend of a product.</summary>
    Product = 4,
}
