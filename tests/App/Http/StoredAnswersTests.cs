using System.Security.Cryptography;
using System.Text;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>
/// The answers stored under idempotency keys (R11), as earlier versions wrote them. If a field of a request is renamed, its
/// digest changes, and a retry of an old call is answered 409 <c>idempotency-key-reused</c>.
/// </summary>
public sealed class StoredAnswersTests
{
    private const string Orders = "/api/accounts/acme/orders";
    private const string OrderPath = Orders + "/ord-4e3d749401ffe050";

    [Fact]
    public async Task A_purchase_keeps_its_stored_format()
    {
        await using var app = new AppFixture();
        var request = new
        {
            team = "design",
            tokens = 100,
            country = "GB",
            payment = "invoice",
            reference = "PO-1207",
        };

        await AssertStoredAsync(
            app,
            Orders,
            request,
            """{"team":{"value":"design"},"tokens":100,"country":"GB","channel":"online","payment":"invoice","reference":"PO-1207"}""",
            201,
            Order("design", 100, "active", "open")
        );
    }

    [Fact]
    public async Task A_return_keeps_its_stored_format()
    {
        await using var app = new AppFixture();
        await BuyAsync(app);

        await AssertStoredAsync(
            app,
            OrderPath + "/return",
            new { },
            "\"ord-4e3d749401ffe050\"",
            200,
            $$"""{"order":{{Order("design", 0, "returned", "paid")}},"tokens":100,"refund":294.00,"stillDue":0,"currency":"GBP"}"""
        );
    }

    [Fact]
    public async Task A_move_keeps_its_stored_format()
    {
        await using var app = new AppFixture();
        await BuyAsync(app);

        await AssertStoredAsync(
            app,
            OrderPath + "/move",
            new { team = "build" },
            """{"value":"build"}""",
            200,
            Order("build", 100, "active", "paid")
        );
    }

    [Fact]
    public async Task A_grant_of_cloud_credits_keeps_its_stored_format()
    {
        await using var app = new AppFixture();

        await AssertStoredAsync(
            app,
            "/api/accounts/acme/teams/design/cloud-credits",
            new { amount = 12.5m, expiresAt = "2027-11-02T08:00:00Z" },
            """{"amount":12.5,"expiresAt":"2027-11-02T08:00:00Z"}""",
            201,
            """{"id":"crd-338159e4f57ef13e","team":"design","amount":12.5,"expiresAt":"2027-11-02T08:00:00Z"}"""
        );
    }

    private static string Order(string team, int remaining, string status, string invoice) =>
        string.Concat(
            """{"id":"ord-4e3d749401ffe050","account":"acme",""",
            $$""" "team":"{{team}}","tokens":100,"unitPrice":2.94,"total":294.00,"currency":"GBP", """.Trim(),
            """ "purchasedAt":"2026-11-02T08:00:00Z","expiresAt":"2027-11-02T08:00:00Z", """.Trim(),
            $$""" "remaining":{{remaining}},"status":"{{status}}","invoice":"{{invoice}}"}""".Trim()
        );

    private static Task BuyAsync(AppFixture app) => app.BuyAsync(100, key: "k");

    /// <summary>Calls with the key <c>k</c> and compares what is stored under it.</summary>
    private static async Task AssertStoredAsync(
        AppFixture app,
        string path,
        object request,
        string digestedText,
        int status,
        string body
    )
    {
        await app.Api.CallAsync("POST", path, request, "k");

        var stored = await app
            .Functions.Services.GetRequiredService<LedgerStore>()
            .DecideAfreshAsync(
                AccountId.Of("acme"),
                ledger => ledger.ReadAnswerAsync(IdempotencyKey.Of(AccountId.Of("acme"), path, "k")),
                DateTimeOffset.MaxValue,
                default
            );
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(digestedText)));
        Assert.Equal(new StoredAnswer(digest, status, body), stored);
    }
}
