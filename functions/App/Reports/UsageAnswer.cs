using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FlexFunctions.App;

/// <summary>Answers a call for a usage report as JSON, a page at a time, or as one CSV file (R20).</summary>
/// <param name="csv">Writes the CSV file.</param>
public sealed class UsageAnswer(UsageCsv csv)
{
    private const int PageSize = 1_000;

    /// <summary>Returns the answer.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="request">The request with its query parameters.</param>
    /// <param name="team">The team in the route; null for the whole account.</param>
    /// <param name="teams">The teams of the report.</param>
    internal async Task<ApiAnswer> OfAsync(
        LedgerReader ledger,
        HttpRequest request,
        TeamId? team,
        IReadOnlyList<TeamLedger> teams
    )
    {
        var (asked, refusal) = UsageQueryString.Read(request.Query, ledger.Now);
        if (asked is null)
        {
            return refusal!;
        }

        IReadOnlyList<JournalPosition> ends = [.. teams.Select(JournalPosition.EndOf)];
        if (asked.IsCsv)
        {
            return new ApiAnswer.Other(csv.Of(ledger.Account, asked, ends));
        }

        string? continuation = request.Query["continuation"];
        var (positions, after) = continuation is null ? (ends, null) : Continuation.Read(continuation, teams);
        if (positions is null)
        {
            return ApiAnswer.InvalidContinuation;
        }

        var report = await UsageReading.ReadAsync(ledger, positions, asked.Query, after, PageSize);
        return ApiAnswer.Of(
            new UsageBody(
                ledger.Account.Value,
                team?.Value,
                UsageQueryString.Format(asked.Query.From),
                UsageQueryString.Format(asked.Query.To),
                asked.Zone,
                [.. asked.Query.By.Select(NameOf)],
                [.. positions.Select(at => new UsageBody.PositionBody(at.Team.Team.Value, at.Sequence))],
                [.. report.Rows.Select(row => UsageBody.RowBody.Of(row.Key, row.Figures))],
                UsageBody.RowBody.Of(null, report.Total),
                report.Continuation is { } last ? Continuation.Write(positions, last) : null
            )
        );
    }

    private static string NameOf(UsageDimension by) => JsonNamingPolicy.CamelCase.ConvertName(by.ToString());

    /// <summary>Where a page ends, and the journal positions of all pages.</summary>
    private sealed record Continuation(
        DateOnly? Day,
        string? User,
        string? Product,
        string? Team,
        Dictionary<string, long[]>? AsOf
    )
    {
        public static string Write(IReadOnlyList<JournalPosition> positions, UsageKey last) =>
            WebEncoders.Base64UrlEncode(
                JsonSerializer.SerializeToUtf8Bytes(
                    new Continuation(
                        last.Day,
                        last.User?.Value,
                        last.Product?.Value,
                        last.Team?.Value,
                        positions.ToDictionary(at => at.Team.Team.Value, at => new[] { at.Block, at.Sequence })
                    ),
                    ApiJson.Options
                )
            );

        /// <summary>Reads a continuation; the positions are null if no earlier page returned it.</summary>
        public static (IReadOnlyList<JournalPosition>? Positions, UsageKey? After) Read(
            string text,
            IReadOnlyList<TeamLedger> teams
        )
        {
            try
            {
                var read = JsonSerializer.Deserialize<Continuation>(WebEncoders.Base64UrlDecode(text), ApiJson.Options);
                return read?.AsOf is { } asOf && PositionsOf(asOf, teams) is { } positions
                    ? (positions, read.Key())
                    : (null, null);
            }
            catch (Exception e) when (e is FormatException or JsonException)
            {
                return (null, null);
            }
        }

        private static List<JournalPosition>? PositionsOf(
            Dictionary<string, long[]> asOf,
            IReadOnlyList<TeamLedger> teams
        )
        {
            var positions = new List<JournalPosition>();
            foreach (var team in teams)
            {
                if (!asOf.TryGetValue(team.Team.Value, out var at))
                {
                    // A team that did not exist yet.
                    continue;
                }

                if (at is not [>= 0 and var block, var sequence] || block >= team.Head.NextBlock)
                {
                    return null;
                }

                positions.Add(new JournalPosition(team, block, sequence));
            }

            return positions;
        }

        private UsageKey Key() =>
            new(
                Day,
                User is null ? null : UserId.Of(User),
                Product is null ? null : ProductId.Of(Product),
                Team is null ? null : TeamId.Of(Team)
            );
    }
}
