using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.Simulation.Audit;

/// <content>Past balances and exports (R20).</content>
internal sealed partial class Auditor
{
    /// <summary>
    /// Returns an instant at which a team's balance may change: when a block was posted or a grant expired, or just before;
    /// null if there is none up to a given instant.
    /// </summary>
    public DateTimeOffset? Boundary(string account, string team, DateTimeOffset until, Random dice)
    {
        var versions = History(account).Select(version => version.State.Team(team)).ToList();
        var instants = versions
            .Select(version => version.PostedAt)
            .Concat(versions.SelectMany(version => version.Grants).Select(grant => grant.Expires))
            .Where(instant => instant > DateTimeOffset.MinValue && instant <= until)
            .Distinct()
            .Order()
            .ToList();
        return instants.Count == 0 ? null : instants[dice.Next(instants.Count)].AddTicks(-dice.Next(2));
    }

    /// <summary>
    /// Returns the balance at a past instant: the blocks posted until then count, and grants that had expired do not.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="history">The versions of the account up to the answer, the newest first.</param>
    private static string PastBalance(AdminCall call, IEnumerable<Account> history)
    {
        Team? current = null;
        foreach (var account in history)
        {
            if (!account.Teams.TryGetValue(call.Team, out var team))
            {
                break;
            }

            current = team;
            if (team.PostedAt <= call.Time)
            {
                return Balance(
                    team.Usable(call.Time),
                    team.Usable(call.Time, credit: true),
                    team.Grants.Where(grant => !grant.IsCredit && grant.Left > 0 && call.Time < grant.Expires)
                        .OrderBy(grant => grant.Expires)
                        .ThenBy(grant => grant.Bought)
                        .ThenBy(grant => grant.Order, StringComparer.Ordinal)
                        .Select(grant => (grant.Order, grant.Left))
                );
            }
        }

        return current is null ? "not-found" : Balance(0, 0, []);
    }

    private static string PastBalance(JsonElement body) =>
        Balance(
            Thousandths(body, "tokens"),
            Thousandths(body, "credits"),
            body.GetProperty("grants")
                .EnumerateArray()
                .Select(grant => (Lines.Text(grant, "id"), Thousandths(grant, "remaining")))
        );

    private static string Balance(long tokens, long credits, IEnumerable<(string Order, long Left)> grants) =>
        $"{tokens} {credits} [{string.Join(' ', grants.Select(grant => $"{grant.Order}:{grant.Left}"))}]";

    private static string Export(Team team) => Export(team.Blocks, team.Lines, team.Hash);

    /// <summary>Checks that the blocks of an export follow one another, and returns what it holds.</summary>
    private static string Export(string text)
    {
        var (blocks, lines, hash) = (0L, 0L, new Team().Hash);
        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new Violation("exports a line without an end");
        }

        foreach (var line in text.Split('\n')[..^1])
        {
            var block = Block.Read(line);
            if ((block.Number, block.First, block.Previous) != (blocks + 1, lines + 1, hash))
            {
                throw new Violation($"exports block {block.Number} of {block.Team}, which does not follow {blocks}");
            }

            (blocks, lines, hash) = (block.Number, lines + block.Postings.Count, block.Hash);
        }

        return Export(blocks, lines, hash);
    }

    private static string Export(long blocks, long lines, string hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{blocks} blocks, {lines} lines, hash {hash}");
}
