using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Checks the expectations of a scenario against the API.</summary>
/// <param name="api">The API.</param>
/// <param name="orders">The orders of the scenario.</param>
/// <param name="services">The functions' services, to check the conservation of stored tokens.</param>
internal sealed class Expectations(InProcessApi api, OrderNames orders, IServiceProvider services)
{
    private static readonly string[] s_warnings = [.. Enum.GetValues<WarningKind>().Select(WarningsBody.NameOf)];

    private static readonly string[] s_orderFields = ["id", "remaining", "status"];

    /// <summary>The fields that a call's expectation can name, and their names in the response.</summary>
    private static readonly Dictionary<string, string> s_answerFields = new(StringComparer.Ordinal)
    {
        ["unitPrice"] = "unitPrice",
        ["total"] = "total",
        ["expires"] = "expiresAt",
        ["refund"] = "refund",
        ["stillDue"] = "stillDue",
        ["tokens"] = "tokens",
        ["decision"] = "decision",
        ["reason"] = "reason",
        ["windowEnds"] = "windowEnds",
    };

    /// <summary>Compares the response of a call with the step's expectation. Returns the differences.</summary>
    public static IReadOnlyList<string> OfAnswer(ScenarioStep step, int status, JsonElement answer)
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

    /// <summary>Returns a text field of a step's expectation, or null.</summary>
    public static string? Field(ScenarioStep step, JsonElement expect, string field) =>
        expect.ValueKind != JsonValueKind.Object ? throw step.Wrong("'expect' must be an object")
        : expect.TryGetProperty(field, out var value)
            ? JsonText.Of(value) ?? throw step.Wrong($"'{field}' must be a text")
        : null;

    /// <summary>Returns the failed expectations of an expect step.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(ScenarioStep step)
    {
        var failures = new List<string>();
        var team = $"/api/accounts/{step.Account}/teams/{step.Team ?? throw step.Wrong("'team' is null")}";
        if (step.Has("balance") || step.Has("credits"))
        {
            var (_, balance) = await api.CallAsync("GET", team + "/balance");
            CompareNumber(failures, step, "balance", balance.GetProperty("tokens"));
            CompareNumber(failures, step, "credits", balance.GetProperty("credits"));
        }

        if (step.Has("order"))
        {
            var expected = step.Value("order");
            foreach (
                var order in expected.ValueKind == JsonValueKind.Array
                    ? [.. expected.EnumerateArray()]
                    : new[] { expected }
            )
            {
                await CompareOrderAsync(failures, step, order);
            }
        }

        if (step.Has("mails"))
        {
            await CompareMailsAsync(failures, step, team);
        }

        var postings = await api.ReadAllAsync(team + "/journal", "postings");
        Count(failures, step, "declined", postings);
        Count(failures, step, "reversals", postings);
        if (step.Has("charges"))
        {
            var expected = step
                .Json.GetProperty("charges")
                .EnumerateArray()
                .Select(EffectiveCharges.Expected)
                .Order(StringComparer.Ordinal);
            var found = EffectiveCharges.Of(postings).Order(StringComparer.Ordinal);
            Compare(failures, "charges", string.Join("; ", expected), string.Join("; ", found));
        }

        if (step.Has("conserved"))
        {
            failures.AddRange(await ViolationsAsync(AccountId.Of(step.Account)));
        }

        return failures;
    }

    private static IEnumerable<string> Differences(ScenarioStep step, JsonProperty expected, JsonElement answer)
    {
        if (!s_answerFields.TryGetValue(expected.Name, out var name))
        {
            throw step.Wrong($"'expect' has '{expected.Name}', which is unknown");
        }

        if (!answer.TryGetProperty(name, out var found))
        {
            return [$"{expected.Name}: expected {expected.Value.GetRawText()}, found nothing"];
        }

        var same =
            expected.Value.ValueKind == JsonValueKind.Number
                ? expected.Value.GetDecimal() == found.GetDecimal()
                : expected.Value.GetString() == found.GetString();
        return same ? [] : [$"{expected.Name}: expected {expected.Value.GetRawText()}, found {found.GetRawText()}"];
    }

    private static void CompareNumber(List<string> failures, ScenarioStep step, string field, JsonElement found)
    {
        if (step.Has(field))
        {
            Compare(failures, field, step.Value(field).GetDecimal(), found.GetDecimal());
        }
    }

    /// <summary>Counts a warning once per recipient.</summary>
    private async Task CompareMailsAsync(List<string> failures, ScenarioStep step, string team)
    {
        var warnings = await api.ReadAllAsync(team + "/warnings", "warnings");
        foreach (var expected in step.Value("mails").EnumerateObject())
        {
            if (!s_warnings.Contains(expected.Name))
            {
                throw step.Wrong($"'mails' has '{expected.Name}', which is unknown");
            }

            var mailed = warnings
                .Where(warning => Text(warning, "kind") == expected.Name)
                .SelectMany(warning => warning.GetProperty("mails").EnumerateArray())
                .Count(mail => Text(mail, "status") == "sent");
            Compare(failures, $"mails {expected.Name}", expected.Value.GetInt32(), mailed);
        }

        static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();
    }

    private async Task CompareOrderAsync(List<string> failures, ScenarioStep step, JsonElement expected)
    {
        var unknown = expected.EnumerateObject().Select(field => field.Name).Except(s_orderFields).FirstOrDefault();
        if (unknown is not null)
        {
            throw step.Wrong($"'order' has '{unknown}', which is unknown");
        }

        var name = Field(step, expected, "id") ?? throw step.Wrong("'order' has no 'id'");
        var (_, found) = await api.CallAsync("GET", $"/api/accounts/{step.Account}/orders/{orders.IdOf(name)}");
        if (expected.TryGetProperty("remaining", out var remaining))
        {
            Compare(
                failures,
                $"order {name} remaining",
                remaining.GetDecimal(),
                found.GetProperty("remaining").GetDecimal()
            );
        }

        if (expected.TryGetProperty("status", out var status))
        {
            Compare(failures, $"order {name} status", status.GetString(), found.GetProperty("status").GetString());
        }
    }

    private static void Compare<T>(List<string> failures, string what, T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
        {
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected}, found {found}"));
        }
    }

    private static void Count(List<string> failures, ScenarioStep step, string field, IEnumerable<JsonElement> postings)
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

    private static string? Kind(JsonElement posting) => posting.GetProperty("kind").GetString();

    /// <summary>Returns the violations of R18 for the teams of an account, and for its orders without a team.</summary>
    private async Task<IReadOnlyList<string>> ViolationsAsync(AccountId account) =>
        await services
            .GetRequiredService<LedgerStore>()
            .ReadAsync(
                account,
                async reader =>
                {
                    var known = await reader.ReadAccountAsync();
                    var violations = new List<string>();
                    foreach (var team in known.Teams.Add(TeamId.Unassigned))
                    {
                        if (await reader.ReadTeamAsync(team) is { } ledger)
                        {
                            var recomputed = await JournalReader.RecomputeAsync(reader, team, DateTimeOffset.MaxValue);
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
