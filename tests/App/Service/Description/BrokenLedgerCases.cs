using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>Every call that writes, on a ledger that the nightly check found broken (R18).</summary>
internal static class BrokenLedgerCases
{
    public static IEnumerable<ApiCase> All =>
        [
            Refused("PurchaseOrder", call => call.With("Idempotency-Key", "anew")),
            Refused("ReturnOrder"),
            Refused("MoveOrder"),
            new(
                "ChangeInvoice",
                503,
                "ledger-broken",
                null,
                async (stage, call) =>
                {
                    var order = await stage.BuyByInvoiceAsync("open");
                    await BreakAsync(stage);
                    return await stage.SendAsync(call.With("order", order));
                }
            ),
            Refused("PutPolicy"),
            Refused("AssignUser"),
            Refused("UnassignUser", before: "AssignUser"),
            Refused("PutPlan"),
            Refused("GrantCloudCredits"),
            Refused("PutSubscription"),
            Refused("GiveSeat"),
            Refused("TakeSeat", before: "GiveSeat"),
            Refused("StartAccess"),
        ];

    private static ApiCase Refused(
        string operation,
        Func<ApiRequest, ApiRequest>? change = null,
        string? before = null
    ) =>
        new(
            operation,
            503,
            "ledger-broken",
            null,
            async (stage, call) =>
            {
                if (before is not null)
                {
                    await stage.DoneAsync(stage.Request(before));
                }

                await BreakAsync(stage);
                return await stage.SendAsync(change is null ? call : change(call));
            }
        );

    private static Task BreakAsync(ApiStage stage) =>
        stage
            .AppFixture.Functions.Services.GetRequiredService<LedgerStore>()
            .DecideAfreshAsync(
                AccountId.Of("acme"),
                async transaction =>
                {
                    var team = (await transaction.ReadTeamAsync(TeamId.Of("design")))!;
                    transaction.WriteTeam(
                        team with
                        {
                            Head = team.Head with { Fault = "Secret: a block is missing." },
                        }
                    );
                    return team;
                },
                DateTimeOffset.MaxValue,
                CancellationToken.None
            );
}
