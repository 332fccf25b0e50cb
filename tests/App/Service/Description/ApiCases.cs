using System.Text.Json.Nodes;
using FlexFunctions.App.Hosting.Local;
using Microsoft.AspNetCore.WebUtilities;

namespace FlexFunctions.App.Tests;

/// <summary>Refusals of single calls, each with its status, code and field.</summary>
internal static class ApiCases
{
    private const string BadId = "a~b";

    public static IEnumerable<ApiCase> All =>
        [
            .. Orders,
            .. Teams,
            .. Seats,
            .. Access,
            .. Usage,
            .. BrokenLedgerCases.All,
            Call("GetQuote", 400, "invalid-field", "tokens", call => call.With("tokens", "1e3")),
            Call("GetQuote", 400, "invalid-field", "tokens", call => call.With("tokens", null)),
            Call("GetQuote", 422, "quantity-out-of-range", "tokens", call => call.With("tokens", "1000001")),
            Call("GetQuote", 422, "not-available-in-country", "country", call => call.With("country", "AQ")),
            Call("ListDeadLetters", 400, "invalid-field", "continuation", call => call.With("continuation", "-1")),
            Call("ListLateUsage", 400, "invalid-field", "continuation", call => call.With("continuation", "a b")),
            new("ListDeadLetters", 404, "not-found", null, InAzureAsync),
            new("ResubmitDeadLetters", 404, "not-found", null, InAzureAsync),
            Call("ResubmitDeadLetters", 404, "not-found", null, call => call.WithField("sequenceNumber", 9)),
            Call(
                "ResubmitDeadLetters",
                400,
                "invalid-field",
                "sequenceNumber",
                call => call.WithField("sequenceNumber", null)
            ),
            Call("ResubmitDeadLetters", 400, "unknown-field", "sequenceNumber", call => call.WithField("reason", "x")),
            Call("GetDocsFile", 404, "not-found", null, call => call.With("file", "host.json")),
            Call("GetDocsFile", 404, "not-found", null, call => call.With("file", "..%2Fhost.json")),
            new(
                "GetHealth",
                503,
                null,
                null,
                (stage, call) =>
                {
                    stage.BreakStore(new Storage.RowStoreException("The store is down.", mayHaveBeenApplied: false));
                    return stage.SendAsync(call);
                }
            ),
            new(
                "GetHealth",
                503,
                null,
                null,
                async (stage, call) =>
                {
                    await stage.CloseQueuesAsync();
                    return await stage.SendAsync(call);
                }
            ),
        ];

    /// <summary>On a host that cannot access the dead letters.</summary>
    private static async Task<ApiReply> InAzureAsync(ApiStage stage, ApiRequest call)
    {
        await using var app = new AppFixture(dead: new DeadLettersInAzure());
        var token = app.Key.Mint(Role.Operator, null, app.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        return await HttpCall.SendAsync(app, call, token);
    }

    private static IEnumerable<ApiCase> Orders =>
        [
            Call("ListOrders", 400, "invalid-field", "continuation", call => call.With("continuation", BadId)),
            Call("PurchaseOrder", 400, "invalid-field", "tokens", call => call.WithField("tokens", 1.5m)),
            Call("PurchaseOrder", 400, "invalid-field", "country", call => call.WithField("country", null)),
            Call("PurchaseOrder", 400, "invalid-field", "Idempotency-Key", call => call.With("Idempotency-Key", "ü")),
            Call("PurchaseOrder", 422, "quantity-out-of-range", "tokens", call => Anew(call).WithField("tokens", 0)),
            Call(
                "PurchaseOrder",
                422,
                "not-available-in-country",
                "country",
                call => Anew(call).WithField("country", "AQ")
            ),
            Call("PurchaseOrder", 409, "idempotency-key-reused", null, call => call.WithField("tokens", 101)),
            After("PurchaseOrder", 409, "payment-overdue", null, stage => stage.BuyByInvoiceAsync("overdue"), Anew),
            After("PurchaseOrder", 409, "too-many-orders", "team", stage => stage.BuyAsync(63), Anew),
            new(
                "ReturnOrder",
                409,
                "order-not-active",
                null,
                async (stage, call) => await stage.SendAsync(call.With("order", await stage.BuyByInvoiceAsync("void")))
            ),
            After(
                "ReturnOrder",
                409,
                "return-window-closed",
                null,
                stage => stage.AppFixture.Clock.Advance(new TimeSpan(30, 0, 0, 1))
            ),
            new(
                "ReturnOrder",
                409,
                "nothing-to-return",
                null,
                async (stage, call) =>
                {
                    var small = Anew(stage.Request("PurchaseOrder")).WithField("tokens", 7).WithField("team", "small");
                    var order = (await stage.DoneAsync(small)).Json!["id"]!.GetValue<string>();
                    await stage.AppFixture.SendAsync(stage.AppFixture.Event(team: "small"));
                    return await stage.SendAsync(call.With("order", order));
                }
            ),
            Call("MoveOrder", 400, "invalid-field", "team", call => call.WithField("team", BadId)),
            Call("MoveOrder", 409, "same-team", "team", call => call.WithField("team", "design")),
            After("MoveOrder", 409, "order-not-active", "team", stage => stage.DoneAsync(stage.Request("ReturnOrder"))),
            After("MoveOrder", 409, "too-many-orders", "team", stage => stage.BuyAsync(64, "visualization")),
            After(
                "MoveOrder",
                409,
                "idempotency-key-reused",
                null,
                stage => stage.DoneAsync(stage.Request("MoveOrder").With("Idempotency-Key", "k")),
                call => call.With("Idempotency-Key", "k").WithField("team", "other")
            ),
            Call("ChangeInvoice", 400, "invalid-field", "status", call => call.WithField("status", "Paid")),
            Call("ChangeInvoice", 409, "invalid-transition", "status", call => call.WithField("status", "overdue")),
        ];

    private static IEnumerable<ApiCase> Usage =>
        [
            .. new[] { "GetUsage", "GetAccountUsage" }.SelectMany(operation =>
                new[]
                {
                    Call(operation, 400, "invalid-field", "from", call => call.With("from", "2026-11-03")),
                    Call(operation, 400, "invalid-field", "from", call => call.With("from", "0000-01-01")),
                    Call(operation, 400, "invalid-field", "to", call => call.With("to", "2026-02-30")),
                    Call(operation, 400, "invalid-field", "by", call => call.With("by", "day,day")),
                    Call(operation, 400, "invalid-field", "zone", call => call.With("zone", "../etc/passwd")),
                    Call(operation, 400, "invalid-field", "format", call => call.With("format", "xml")),
                    Call(
                        operation,
                        400,
                        "invalid-field",
                        "continuation",
                        call => call.With("continuation", Encoded("{}"))
                    ),
                    Call(
                        operation,
                        400,
                        "invalid-field",
                        "continuation",
                        call => call.With("continuation", Encoded("""{ "asOf": { "design": [] } }"""))
                    ),
                    Call(
                        operation,
                        400,
                        "invalid-field",
                        "continuation",
                        call => call.With("continuation", Encoded("""{ "asOf": { "design": [99, 1] } }"""))
                    ),
                    Call(operation, 400, "invalid-field", "continuation", call => call.With("continuation", "a b")),
                    Call(operation, 200, null, null, call => call.With("format", "csv")),
                    Call(operation, 200, null, null, call => call.With("from", "0001-01-01").With("to", "9999-12-31")),
                }
            ),
            Call("PostEstimate", 400, "invalid-field", "country", call => call.WithField("country", null)),
            Call("PostEstimate", 400, "invalid-field", "uses", call => call.WithField("uses", 1)),
            Call("PostEstimate", 400, "invalid-field", "uses[0]", call => call.WithField("uses", new JsonArray(1))),
            Call("PostEstimate", 400, "invalid-field", "uses[0].people", call => call.WithField("uses", Use(0, 1))),
            Call(
                "PostEstimate",
                400,
                "invalid-field",
                "uses[0].daysPerYear",
                call => call.WithField("uses", Use(1, 367))
            ),
            Call("PostEstimate", 409, "unknown-product", "uses", call => call.WithField("uses", Use(1, 1, "nosuch"))),
            Call(
                "PostEstimate",
                409,
                "unknown-result",
                "results",
                call => call.WithField("results", ResultUse("revit", "nosuch", 1))
            ),
            Call(
                "PostEstimate",
                422,
                "quantity-out-of-range",
                "uses",
                call => call.WithField("results", ResultUse("cfd", "simulation-advanced", 1_000_000))
            ),
            Call("PostEstimate", 422, "not-available-in-country", "country", call => call.WithField("country", "AQ")),
            Call("GetEstimate", 400, "invalid-field", "days", call => call.With("days", "366")),
            After("GetEstimate", 422, "quantity-out-of-range", "uses", UseManyResultsAsync),
            Call("GetEstimate", 422, "not-available-in-country", "country", call => call.With("country", "AQ")),
        ];

    private static string Encoded(string continuation) =>
        WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(continuation));

    /// <summary>Uses 3,500 tokens of results in a day, which is more than a million a year.</summary>
    private static async Task UseManyResultsAsync(ApiStage stage)
    {
        await stage.AppFixture.BuyAsync(10_000);
        await stage.AppFixture.SendAsync(
            Telemetry.Result(
                "many-results",
                stage.AppFixture.Clock.GetUtcNow(),
                new
                {
                    account = "acme",
                    team = "design",
                    user = "priscilla",
                    product = "cfd",
                    result = "simulation-advanced",
                    quantity = 100,
                }
            )
        );
    }

    private static JsonArray Use(int people, int days, string product = "autocad") =>
        [
            new JsonObject
            {
                ["product"] = product,
                ["people"] = people,
                ["daysPerYear"] = days,
            },
        ];

    private static JsonArray ResultUse(string product, string result, int quantity) =>
        [
            new JsonObject
            {
                ["product"] = product,
                ["result"] = result,
                ["quantity"] = quantity,
            },
        ];

    private static IEnumerable<ApiCase> Teams =>
        [
            Call("GetBalance", 400, "invalid-field", "at", call => call.With("at", "2026-11-02T08:00:01Z")),
            Call("GetJournal", 400, "invalid-field", "continuation", call => call.With("continuation", "-1")),
            Call("ListWarnings", 400, "invalid-field", "continuation", call => call.With("continuation", "a b")),
            Call("GetJournal", 400, "invalid-field", "format", call => call.With("format", "csv")),
            Call("GetJournal", 200, null, null, call => call.With("format", "export")),
            Call("PutPolicy", 400, "invalid-field", "team", call => call.With("team", BadId)),
            Call("PutPolicy", 400, "invalid-field", "recipients", call => call.WithField("recipients", "a@b.example")),
            Call(
                "PutPolicy",
                400,
                "invalid-field",
                "lowBalancePercent",
                call => call.WithField("lowBalancePercent", 5)
            ),
            Call("PutPlan", 400, "invalid-field", "plan", call => call.WithField("plan", "gold")),
            Call("AssignUser", 400, "invalid-field", "user", call => call.With("user", BadId)),
            Call("UnassignUser", 400, "invalid-field", "user", call => call.With("user", BadId)),
            Call("GrantCloudCredits", 400, "invalid-field", "amount", call => call.WithField("amount", 0.0001m)),
            Call(
                "GrantCloudCredits",
                400,
                "invalid-field",
                "expiresAt",
                call => call.WithField("expiresAt", "2026-11-02T08:00:00Z")
            ),
            After(
                "GrantCloudCredits",
                409,
                "idempotency-key-reused",
                null,
                stage => stage.DoneAsync(stage.Request("GrantCloudCredits")),
                call => call.WithField("amount", 251)
            ),
            After(
                "GrantCloudCredits",
                409,
                "too-many-orders",
                null,
                GrantAsync,
                call => call.With("Idempotency-Key", "last")
            ),
        ];

    private static IEnumerable<ApiCase> Seats =>
        [
            Call("PutSubscription", 400, "invalid-field", "seats", call => call.WithField("seats", -1)),
            Call("PutSubscription", 400, "invalid-field", "product", call => call.With("product", BadId)),
            Call("PutSubscription", 409, "unknown-product", "product", call => call.With("product", "nosuch")),
            After(
                "PutSubscription",
                409,
                "seats-in-use",
                "seats",
                stage => stage.DoneAsync(stage.Request("GiveSeat")),
                call => call.WithField("seats", 0)
            ),
            Call("GiveSeat", 400, "invalid-field", "product", call => call.With("product", BadId)),
            Call("GiveSeat", 400, "invalid-field", "user", call => call.With("user", BadId)),
            Call("GiveSeat", 409, "no-seat-left", null, call => call.With("product", "revit")),
            After("GiveSeat", 409, "too-many-seat-changes", null, GiveAndTakeAsync),
            Call("TakeSeat", 400, "invalid-field", "user", call => call.With("user", BadId)),
        ];

    private static IEnumerable<ApiCase> Access =>
        [
            Call("CheckAccess", 400, "invalid-field", "user", call => call.With("user", null)),
            Call("CheckAccess", 400, "invalid-field", "product", call => call.With("product", "")),
            Call("CheckAccess", 409, "unknown-product", "product", call => call.With("product", "nosuch")),
            Call("StartAccess", 400, "invalid-field", "time", call => call.WithField("time", "now")),
            Call("StartAccess", 409, "unknown-product", "product", call => call.WithField("product", "nosuch")),
            Call("StartAccess", 409, "event-too-late", "time", call => call.WithField("time", "2026-10-26T07:59:59Z")),
            Call("StartAccess", 409, "event-in-future", "time", call => call.WithField("time", "2026-11-02T08:05:01Z")),
        ];

    private static ApiRequest Anew(ApiRequest call) => call.With("Idempotency-Key", "anew");

    private static async Task GrantAsync(ApiStage stage)
    {
        for (var grant = 0; grant < 64; grant++)
        {
            await stage.DoneAsync(stage.Request("GrantCloudCredits").With("Idempotency-Key", $"{grant}"));
        }
    }

    private static async Task GiveAndTakeAsync(ApiStage stage)
    {
        for (var time = 0; time < 250; time++)
        {
            await stage.DoneAsync(stage.Request("GiveSeat"));
            await stage.DoneAsync(stage.Request("TakeSeat"));
        }
    }

    private static ApiCase Call(
        string operation,
        int status,
        string? code,
        string? field,
        Func<ApiRequest, ApiRequest> change
    ) => new(operation, status, code, field, (stage, call) => stage.SendAsync(change(call)));

    private static ApiCase After(
        string operation,
        int status,
        string code,
        string? field,
        Func<ApiStage, Task> before,
        Func<ApiRequest, ApiRequest>? change = null
    ) =>
        new(
            operation,
            status,
            code,
            field,
            async (stage, call) =>
            {
                await before(stage);
                return await stage.SendAsync(change is null ? call : change(call));
            }
        );

    private static ApiCase After(string operation, int status, string code, string? field, Action<ApiStage> before) =>
        After(
            operation,
            status,
            code,
            field,
            stage =>
            {
                before(stage);
                return Task.CompletedTask;
            }
        );
}
