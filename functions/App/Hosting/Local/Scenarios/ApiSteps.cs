using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Plays the steps of a scenario that call the HTTP API.</summary>
/// <param name="api">The API.</param>
/// <param name="orders">The orders of the scenario.</param>
internal sealed class ApiSteps(InProcessApi api, OrderNames orders)
{
    private readonly PolicySteps _policies = new(api);
    private readonly Dictionary<string, int> _seats = new(StringComparer.Ordinal);
    private int _credits;

    /// <summary>Returns whether a kind of step is a call.</summary>
    public static bool Plays(string kind) =>
        kind
            is "purchase"
                or "assign"
                or "move"
                or "return"
                or "invoice"
                or "credits"
                or "seat"
                or "policy"
                or "access";

    /// <summary>Plays a step. Returns its failed expectations, one line each.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(ScenarioStep step)
    {
        var (status, answer) = step.Do switch
        {
            "purchase" => await PurchaseAsync(step),
            "assign" or "move" => await OrderAsync(step, "move", new { team = step.Text("to") }),
            "return" => await OrderAsync(step, "return", null),
            "invoice" => await OrderAsync(step, "invoice", new { status = step.Text("status") }),
            "credits" => await CreditsAsync(step),
            "seat" => await SeatAsync(step),
            "policy" => await _policies.PlayAsync(step, Team(step)),
            "access" => await AccessAsync(step),
            _ => throw step.Wrong("is no call"),
        };
        return Expectations.OfAnswer(step, status, answer);
    }

    private static string Team(ScenarioStep step) =>
        $"/api/accounts/{step.Account}/teams/{step.Team ?? throw step.Wrong("'team' is null")}";

    private async Task<(int Status, JsonElement Answer)> PurchaseAsync(ScenarioStep step)
    {
        var order = step.Text("order");
        var (status, answer) = await api.CallAsync(
            "POST",
            $"/api/accounts/{step.Account}/orders",
            new
            {
                team = step.Team,
                tokens = step.Value("tokens"),
                country = step.OptionalText("country") ?? "GB",
                payment = step.Has("paid") && !step.Json.GetProperty("paid").GetBoolean() ? "invoice" : "card",
                reference = order,
            },
            step.OptionalText("key") ?? order
        );
        if (status == StatusCodes.Status201Created)
        {
            orders.Add(order, answer.GetProperty("id").GetString()!);
        }

        return (status, answer);
    }

    private Task<(int Status, JsonElement Answer)> OrderAsync(ScenarioStep step, string verb, object? body) =>
        api.CallAsync("POST", $"/api/accounts/{step.Account}/orders/{orders.IdOf(step.Text("order"))}/{verb}", body);

    private Task<(int Status, JsonElement Answer)> CreditsAsync(ScenarioStep step) =>
        api.CallAsync(
            "POST",
            Team(step) + "/cloud-credits",
            new { amount = step.Value("amount"), expiresAt = step.Instant("expires") },
            string.Create(CultureInfo.InvariantCulture, $"credits-{++_credits}")
        );

    /// <summary>Assigns or releases a seat. If no seat is free, the vendor first sells one more.</summary>
    private async Task<(int Status, JsonElement Answer)> SeatAsync(ScenarioStep step)
    {
        var (team, product) = (Team(step), step.Text("product"));
        var seat = $"{team}/seats/{product}/{step.Text("user")}";
        var held = step.Value("held").GetBoolean();
        var (status, answer) = await api.CallAsync(held ? "PUT" : "DELETE", seat);
        if (!held || status < StatusCodes.Status400BadRequest)
        {
            return (status, answer);
        }

        var subscription = $"{team}/subscriptions/{product}";
        var seats = _seats[subscription] = _seats.GetValueOrDefault(subscription) + 1;
        var (sold, refusal) = await api.CallAsync("PUT", subscription, new { seats });
        return sold < StatusCodes.Status400BadRequest ? await api.CallAsync("PUT", seat) : (sold, refusal);
    }

    private Task<(int Status, JsonElement Answer)> AccessAsync(ScenarioStep step)
    {
        var (user, product) = (step.Text("user"), step.Text("product"));
        return step.Has("start") && step.Json.GetProperty("start").GetBoolean()
            ? api.CallAsync(
                "POST",
                Team(step) + "/access",
                new
                {
                    user,
                    product,
                    session = step.OptionalText("session") ?? "access",
                    time = step.Has("time") ? step.Instant("time") : step.At,
                }
            )
            : api.CallAsync(
                "GET",
                $"{Team(step)}/access?user={Uri.EscapeDataString(user)}&product={Uri.EscapeDataString(product)}"
            );
    }
}
