using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A usage event and whose it is.</summary>
/// <param name="Account">The account.</param>
/// <param name="Team">The team that pays.</param>
/// <param name="Usage">The event.</param>
public sealed record TeamUsageEvent(AccountId Account, TeamId Team, UsageEvent Usage);
