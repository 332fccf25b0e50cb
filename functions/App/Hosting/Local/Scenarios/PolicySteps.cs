using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Plays the policy steps of a scenario. Fields that a step omits keep their previous value.</summary>
/// <param name="api">The API.</param>
internal sealed class PolicySteps(InProcessApi api)
{
    private static readonly string[] s_lists = ["products", "recipients"];
    private static readonly string[] s_lowBalance = ["lowBalanceTokens", "lowBalancePercent"];

    private readonly Dictionary<string, JsonObject> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _assigned = new(StringComparer.Ordinal);

    /// <summary>Plays a step. Returns the response.</summary>
    /// <param name="step">The step.</param>
    /// <param name="team">The path of the team.</param>
    public async Task<(int Status, JsonElement Answer)> PlayAsync(ScenarioStep step, string team)
    {
        var policy = _policies.TryGetValue(team, out var before)
            ? before.DeepClone().AsObject()
            : new JsonObject
            {
                ["users"] = "all",
                ["products"] = "all",
                ["recipients"] = new JsonArray(),
            };
        if (s_lowBalance.Any(step.Has))
        {
            // The two settings exclude each other.
            Array.ForEach(s_lowBalance, field => policy.Remove(field));
        }

        foreach (var field in s_lists.Concat(s_lowBalance).Where(step.Has))
        {
            policy[field] = JsonNode.Parse(step.Value(field).GetRawText());
        }

        var users = step.Has("users") ? step.Value("users") : default;
        if (users.ValueKind != JsonValueKind.Undefined)
        {
            policy["users"] = users.ValueKind == JsonValueKind.Array ? "assigned" : "all";
        }

        _policies[team] = policy;
        var answer = await api.CallAsync("PUT", team + "/policy", policy);
        if (users.ValueKind == JsonValueKind.Array)
        {
            await AssignAsync(team, [.. users.EnumerateArray().Select(user => user.GetString()!)]);
        }

        return answer;
    }

    private async Task AssignAsync(string team, HashSet<string> users)
    {
        var before = _assigned.GetValueOrDefault(team, []);
        foreach (var user in users.Except(before))
        {
            await api.CallAsync("PUT", $"{team}/users/{user}");
        }

        foreach (var user in before.Except(users))
        {
            await api.CallAsync("DELETE", $"{team}/users/{user}");
        }

        _assigned[team] = users;
    }
}
