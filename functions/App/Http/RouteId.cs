using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Ids in routes.</summary>
internal static class RouteId
{
    /// <summary>Reads the ledger of a team; null if the id is invalid or nobody has named the team (R10).</summary>
    public static Task<TeamLedger?> ReadTeamAsync(this LedgerReader ledger, string team) =>
        Identifier.IsValid(team) ? ledger.ReadTeamAsync(TeamId.Of(team)) : Task.FromResult<TeamLedger?>(null);

    /// <summary>Returns the refusal of an invalid id in a call that may create what it names; null if it is valid.</summary>
    public static ApiAnswer? Refusal(string field, string id) =>
        Identifier.IsValid(id)
            ? null
            : ApiAnswer.Invalid(field, $"'{field}' must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");
}
