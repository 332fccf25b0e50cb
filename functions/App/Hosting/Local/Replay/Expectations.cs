using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Checks what a timeline says must be true, by what the API answers.</summary>
/// <param name="api">The API.</param>
/// <param name="services">The functions' services, for what no call tells: conservation of what is stored.</param>
internal sealed class Expectations(InProcessApi api, IServiceProvider services)
{
    /// <summary>The fields that a call's own expectation may name, and what the answer calls them.</summary>
    private static readonly Dictionary<string, string> s_answerFields = new(StringComparer.Ordinal)
    {
        ["unitPrice"] = "unitPrice",
        ["total"] = "total",
        ["expires"] = "expiresAt",
    };

    /// <summary>What of a step's own expectation does not hold for the answer to its call.</summary>
    public static IReadOnlyList<string> OfAnswer(TimelineStep step, int status, JsonElement answer)
    {
        var failed = status >= StatusCodes.Status400BadRequest;
        var code = failed ? answer.GetProperty("code").GetString() : null;
        var wanted = step.Expect is { } expect ? Field(step, expect, "error") : null;
        if (code != wanted)
        {
            return [$"expected {wanted ?? "success"}, found {code ?? "success"}"];
        }

        return failed || step.Expect is not { } fields
            ? []
            : [.. fields.EnumerateObject().SelectMany(field => Differences(step, field, answer))];
    }

    /// <summary>A text of a step's own expectation; null if it has none.</summary>
    public static string? Field(TimelineStep step, JsonElement expect, string field) =>
        expect.ValueKind != JsonValueKind.Object ? throw step.Wrong("'expect' must be an object")
        : expect.TryGetProperty(field, out var value)
            ? JsonText.Of(value) ?? throw step.Wrong($"'{field}' must be a text")
        : null;

    /// <summary>What of an expect step does not hold.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(TimelineStep step)
    {
        var failures = new List<string>();
        var team = $"/api/accounts/{step.Account}/teams/{step.Team ?? throw step.Wrong("'team' is null")}";
        if (step.Has("balance"))
        {
            var (_, balance) = await api.CallAsync("GET", team + "/balance");
            Compare(
                failures,
                "balance",
                step.Json.GetProperty("balance").GetDecimal(),
                balance.GetProperty("tokens").GetDecimal()
            );
        }

        var postings = await api.ReadAllAsync(team + "/journal", "postings");
        Count(failures, step, "declined", postings);
        Count(failures, step, "reversals", postings);
        if (step.Has("charges"))
        {
            var expected = step
                .Json.GetProperty("charges")
                .EnumerateArray()
                .Select(Charge)
                .Order(StringComparer.Ordinal);
            var found = Standing(postings).Order(StringComparer.Ordinal);
            Compare(failures, "charges", string.Join("; ", expected), string.Join("; ", found));
        }

        if (step.Has("conserved"))
        {
            failures.AddRange(await ViolationsAsync(AccountId.Of(step.Account)));
        }

        return failures;
    }

    private static IEnumerable<string> Differences(TimelineStep step, JsonProperty expected, JsonElement answer)
    {
        if (!s_answerFields.TryGetValue(expected.Name, out var name))
        {
            throw step.Wrong($"'expect' has '{expected.Name}', which is not known");
        }

        var found = answer.GetProperty(name);
        var same =
            expected.Value.ValueKind == JsonValueKind.Number
                ? expected.Value.GetDecimal() == found.GetDecimal()
                : expected.Value.GetString() == found.GetString();
        return same ? [] : [$"{expected.Name}: expected {expected.Value.GetRawText()}, found {found.GetRawText()}"];
    }

    private static void Compare<T>(List<string> failures, string what, T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
        {
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected}, found {found}"));
        }
    }

    private static void Count(List<string> failures, TimelineStep step, string field, IEnumerable<JsonElement> postings)
    {
        if (step.Has(field))
        {
            var kind = field == "reversals" ? "reversed" : field;
            Compare(
                failures,
                field,
                step.Json.GetProperty(field).GetInt32(),
                postings.Count(posting => Kind(posting) == kind)
            );
        }
    }

    private static string Charge(JsonElement charge) =>
        Charge(charge[0].GetString(), charge[1].GetString(), charge[2].GetDateTimeOffset(), charge[3].GetDecimal());

    private static string Charge(string? user, string? product, DateTimeOffset start, decimal tokens) =>
        string.Create(CultureInfo.InvariantCulture, $"{user} {product} {start.UtcDateTime:s} {tokens:0.###}");

    /// <summary>The charges that stand: those posted, less those reversed later.</summary>
    private static List<string> Standing(IEnumerable<JsonElement> postings)
    {
        var standing = new List<string>();
        foreach (var posting in postings.Where(posting => Kind(posting) is "charged" or "reversed"))
        {
            var charge = Charge(
                posting.GetProperty("user").GetString(),
                posting.GetProperty("product").GetString(),
                posting.GetProperty("windowStart").GetDateTimeOffset(),
                posting.GetProperty("rate").GetDecimal()
            );
            if (Kind(posting) == "charged")
            {
                standing.Add(charge);
            }
            else
            {
                standing.Remove(charge);
            }
        }

        return standing;
    }

    private static string? Kind(JsonElement posting) => posting.GetProperty("kind").GetString();

    /// <summary>What of R18 does not hold for the teams of an account, and for its orders without a team.</summary>
    private async Task<IReadOnlyList<string>> ViolationsAsync(AccountId account) =>
        await services
            .GetRequiredService<LedgerStore>()
            .DecideAfreshAsync(
                account,
                async transaction =>
                {
                    var known = await transaction.ReadAccountAsync() ?? Account.New;
                    var violations = new List<string>();
                    foreach (var team in known.Teams.Add(TeamId.Unassigned))
                    {
                        if (await transaction.ReadTeamAsync(team) is { } ledger)
                        {
                            var recomputed = await JournalReader.RecomputeAsync(
                                transaction,
                                team,
                                DateTimeOffset.MaxValue
                            );
                            violations.AddRange(
                                Conservation
                                    .Violations(recomputed, ledger.Head, ledger.Pool)
                                    .Select(violation => $"team {team} is not conserved: {violation}")
                            );
                        }
                    }

                    return violations;
                },
                DateTimeOffset.MaxValue,
                CancellationToken.None
            );
}
