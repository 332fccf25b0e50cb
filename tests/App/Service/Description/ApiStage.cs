using System.Text;
using System.Text.Json;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>
/// The functions with the data of the examples in openapi.yaml: an order of 100 tokens, two free seats of autocad, a user
/// who has it open, a user whose signals come a day late, and a dead letter.
/// </summary>
internal sealed class ApiStage : IAsyncDisposable
{
    private readonly ApiDescription _api;
    private readonly BreakableStore _store = new(SqliteRowStore.OpenMemory());
    private readonly PassingClock _clock = new(AppFixture.Start);

    private ApiStage(ApiDescription api)
    {
        _api = api;
        AppFixture = new AppFixture(_store, _clock, issuer: Issuer);
    }

    public AppFixture AppFixture { get; }

    /// <summary>An issuer without keys of its own.</summary>
    public IssuerMetadata Issuer { get; } = new();

    public static async Task<ApiStage> SetAsync(ApiDescription api)
    {
        var stage = new ApiStage(api);
        await stage.DoneAsync(stage.Request("PurchaseOrder"));
        await stage.DoneAsync(stage.Request("PutSubscription"));
        await stage.AppFixture.SendAsync(stage.AppFixture.Event(), "{}");
        await stage.SendLateAsync();
        return stage;
    }

    /// <summary>Sends two signals of a user that are a day late, enqueued on different days.</summary>
    private async Task SendLateAsync()
    {
        foreach (var enqueuedAt in new[] { AppFixture.Start.AddDays(-1), AppFixture.Start })
        {
            var late = new OutgoingMessage
            {
                Body = BinaryData.FromString(
                    AppFixture.Event(user: "kim", product: "maya", time: enqueuedAt.AddHours(-25))
                ),
                ApplicationProperties = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["flex-first-enqueued"] = enqueuedAt,
                },
            };
            await AppFixture.Queue.SendAsync([late]);
        }

        await AppFixture.PumpAsync();
    }

    public ApiRequest Request(string operation) => ApiRequest.Documented(_api[operation]);

    /// <summary>Makes every use of the queues fail.</summary>
    public ValueTask CloseQueuesAsync() => AppFixture.Functions.Queues.DisposeAsync();

    /// <summary>Makes every use of the store fail.</summary>
    public void BreakStore(Exception failure) => _store.Failure = failure;

    /// <summary>Makes a call and asserts that it succeeds.</summary>
    public async Task<ApiReply> DoneAsync(ApiRequest request)
    {
        var reply = await SendAsync(request);
        Assert.True(reply.Status is >= 200 and < 300, reply.Text);
        return reply;
    }

    /// <summary>Makes a call as Operator.</summary>
    public Task<ApiReply> SendAsync(ApiRequest request) => SendAsync(request, Token(Role.Operator));

    /// <summary>Makes a call with or without a token.</summary>
    public Task<ApiReply> SendAsync(ApiRequest request, string? token) =>
        HttpCall.SendAsync(AppFixture, request, token);

    public string Token(Role role, string? account = null) =>
        AppFixture.Key.Mint(role, account, AppFixture.Clock.GetUtcNow(), TimeSpan.FromHours(1));

    /// <summary>Buys more orders of 100 tokens.</summary>
    public async Task BuyAsync(int orders, string team = "design")
    {
        for (var order = 0; order < orders; order++)
        {
            await AppFixture.BuyAsync(100, team);
        }
    }

    /// <summary>Buys an order by invoice and returns its id.</summary>
    public async Task<string> BuyByInvoiceAsync(string invoice)
    {
        var bought = await DoneAsync(
            Request("PurchaseOrder").With("Idempotency-Key", "by-invoice").WithField("payment", "invoice")
        );
        var order = bought.Json!["id"]!.GetValue<string>();
        await DoneAsync(Request("ChangeInvoice").With("order", order).WithField("status", invoice));
        return order;
    }

    public ValueTask DisposeAsync() => AppFixture.DisposeAsync();

    /// <summary>A store that can be made to fail.</summary>
    private sealed class BreakableStore(IRowStore store) : SharedStore(store)
    {
        public Exception? Failure { get; set; }

        public override Task<StoredRow?> ReadAsync(
            string table,
            string partition,
            string key,
            CancellationToken cancellationToken
        ) => Failure is null ? base.ReadAsync(table, partition, key, cancellationToken) : throw Failure;

        public override Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
            string table,
            string partition,
            string from,
            string before,
            int atMost,
            CancellationToken cancellationToken
        ) =>
            Failure is null
                ? base.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken)
                : throw Failure;
    }
}
