using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>An authenticated caller.</summary>
/// <param name="Roles">The roles in the token; may be none.</param>
/// <param name="Account">The account that the token is bound to; null if none.</param>
public sealed record Caller(Role Roles, AccountId? Account)
{
    /// <summary>
    /// Returns true if one of the caller's roles may make a call about an account. An admin may make calls only about their
    /// own account.
    /// </summary>
    /// <param name="allowed">The roles that may make the call.</param>
    /// <param name="account">The account.</param>
    public bool MayAct(Role allowed, AccountId account) =>
        (Roles & allowed & ~Role.Admin) != Role.None
        || ((Roles & allowed).HasFlag(Role.Admin) && Account is not null && Account == account);
}
