using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A usage event with its account and team.</summary>
/// <param name="Account">The account.</param>
/// <param name="Team">The team that pays.</param>
/// <param name="Usage">The event.</param>
public sealed record TeamUsageEvent(AccountId Account, TeamId Team, UsageEvent Usage);
