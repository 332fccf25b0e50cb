using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>Who calls: the roles of a valid token, and the account an admin is bound to.</summary>
/// <param name="Roles">At least one.</param>
/// <param name="Account">The account of an admin; null for others.</param>
public sealed record Caller(Role Roles, AccountId? Account)
{
    /// <summary>True if one of the caller's roles is among those allowed for this account.</summary>
    /// <param name="allowed">Who may call.</param>
    /// <param name="account">Whose account; null if the call is about none.</param>
    public bool MayAct(Role allowed, AccountId? account) =>
        (Roles & allowed & ~Role.Admin) != Role.None
        || ((Roles & allowed).HasFlag(Role.Admin) && Account is not null && Account == account);
}
