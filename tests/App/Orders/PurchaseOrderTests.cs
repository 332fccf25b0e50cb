using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

public sealed class PurchaseOrderTests
{
    private const string Path = "/api/accounts/acme/orders";

    [Fact]
    public async Task The_quantity_of_an_order_determines_its_price()
    {
        await using var app = new AppFixture();

        var (status, order) = await app.Api.CallAsync("POST", Path, Order(4999), "k");

        Assert.Equal(201, status);
        Assert.Equal(2.94m, order.GetProperty("unitPrice").GetDecimal());
        Assert.Equal(14_697.06m, order.GetProperty("total").GetDecimal());
        Assert.Equal("GBP", order.GetProperty("currency").GetString());
        Assert.Equal("2026-11-02T08:00:00Z", order.GetProperty("purchasedAt").GetString());
        Assert.Equal("2027-11-02T08:00:00Z", order.GetProperty("expiresAt").GetString());
        Assert.Equal("active", order.GetProperty("status").GetString());
        Assert.Equal("paid", order.GetProperty("invoice").GetString());
        Assert.Equal(4999, await app.BalanceAsync());
    }

    [Fact]
    public async Task Repeating_a_purchase_with_its_key_replays_the_answer()
    {
        await using var app = new AppFixture();
        var first = await app.Api.CallAsync("POST", Path, Order(100), "k");
        app.Clock.Advance(TimeSpan.FromDays(400));

        var again = await app.Api.CallAsync("POST", Path, Order(100), "k");

        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal(201, again.Status);
        Assert.Single(await app.JournalAsync());
    }

    [Theory]
    [InlineData("/api/accounts/acme/orders/")]
    [InlineData("/API/Accounts/acme/Orders")]
    [InlineData("/api/accounts/acm%65/orders")]
    public async Task The_spelling_of_the_path_makes_no_other_purchase(string spelling)
    {
        await using var app = new AppFixture();
        var first = await app.Api.CallAsync("POST", Path, Order(100), "k");

        var again = await app.Api.CallAsync("POST", spelling, Order(100), "k");

        Assert.Equal((201, first.Body.GetRawText()), (again.Status, again.Body.GetRawText()));
        Assert.Equal(100, await app.BalanceAsync());
    }

    [Fact]
    public async Task A_key_stored_by_the_spelling_of_its_path_keeps_its_answer()
    {
        const string spelling = "/API/accounts/acme/orders/";
        using var rows = SqliteRowStore.OpenMemory();
        await using var app = new AppFixture(new SharedStore(rows));
        var first = await app.Api.CallAsync("POST", Path, Order(100), "k");
        var stored = await ReadAnswerAsync(rows, Path, "k");
        var former = new RowOperation.Insert(new Row(AnswerKey(spelling, "former"), stored!.Properties));
        await rows.CommitAsync("Ledger", "acme", [former], default);

        var again = await app.Api.CallAsync("POST", spelling, Order(100), "former");

        Assert.Equal((201, first.Body.GetRawText()), (again.Status, again.Body.GetRawText()));
        Assert.Equal(100, await app.BalanceAsync());
    }

    private static string AnswerKey(string path, string key) =>
        $"answer|{IdempotencyKey.Of(AccountId.Of("acme"), path, key)}";

    private static Task<StoredRow?> ReadAnswerAsync(IRowStore rows, string path, string key) =>
        rows.ReadAsync("Ledger", "acme", AnswerKey(path, key), default);

    [Fact]
    public async Task Reusing_a_key_with_another_body_is_refused()
    {
        await using var app = new AppFixture();
        await app.Api.CallAsync("POST", Path, Order(100), "k");

        await AssertRefusedAsync(app, Order(101), 409, "idempotency-key-reused", key: "k");
        Assert.Equal(100, await app.BalanceAsync());
    }

    [Theory]
    [InlineData(0, 422, "quantity-out-of-range")]
    [InlineData(-1, 422, "quantity-out-of-range")]
    [InlineData(1_000_001, 422, "quantity-out-of-range")]
    public async Task A_quantity_out_of_range_is_refused(int tokens, int status, string code)
    {
        await using var app = new AppFixture();

        await AssertRefusedAsync(app, Order(tokens), status, code);
    }

    [Theory]
    [InlineData("""{"tokens": 1.5, "country": "GB"}""", "invalid-field", "tokens")]
    [InlineData("""{"tokens": "100", "country": "GB"}""", "invalid-field", "tokens")]
    [InlineData("""{"tokens": 1e30, "country": "GB"}""", "invalid-field", "tokens")]
    [InlineData("""{"country": "GB"}""", "invalid-field", "tokens")]
    [InlineData("""{"tokens": 100}""", "invalid-field", "country")]
    [InlineData("""{"tokens": 100, "country": 7}""", "invalid-field", "country")]
    [InlineData("""{"tokens": 100, "country": "GB", "team": "a/b"}""", "invalid-field", "team")]
    [InlineData("""{"tokens": 100, "country": "GB", "team": "~"}""", "invalid-field", "team")]
    [InlineData("""{"tokens": 100, "country": "GB", "channel": "Online"}""", "invalid-field", "channel")]
    [InlineData("""{"tokens": 100, "country": "GB", "payment": "cash"}""", "invalid-field", "payment")]
    [InlineData("""{"tokens": 100, "country": "GB", "reference": ""}""", "invalid-field", "reference")]
    [InlineData("""{"tokens": 100, "country": "GB", "discount": 100}""", "unknown-field", "discount")]
    public async Task An_invalid_field_is_refused_by_name(string body, string code, string field)
    {
        await using var app = new AppFixture();

        var refusal = await AssertRefusedAsync(app, JsonDocument.Parse(body).RootElement, 400, code);

        Assert.Equal(field, refusal.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_country_without_prices_is_refused()
    {
        await using var app = new AppFixture();

        await AssertRefusedAsync(app, new { tokens = 10, country = "AQ" }, 422, "not-available-in-country");
        await AssertRefusedAsync(app, new { tokens = 10, country = "gb" }, 422, "not-available-in-country");
    }

    [Fact]
    public async Task A_purchase_without_a_key_is_refused()
    {
        await using var app = new AppFixture();

        await AssertRefusedAsync(app, Order(100), 400, "idempotency-key-missing", key: null);
    }

    [Fact]
    public async Task A_team_has_at_most_64_orders_with_tokens_left()
    {
        await using var app = new AppFixture();
        for (var order = 0; order < 64; order++)
        {
            await app.BuyAsync(7);
        }

        await AssertRefusedAsync(app, Order(7), 409, "too-many-orders");
        await app.SendAsync(app.Event());
        await app.BuyAsync(7);

        await AssertRefusedAsync(app, Order(7), 409, "too-many-orders", key: "again");
    }

    [Fact]
    public async Task An_order_without_a_team_gives_no_team_tokens()
    {
        await using var app = new AppFixture();

        var (status, order) = await app.Api.CallAsync("POST", Path, new { tokens = 10, country = "GB" }, "k");

        Assert.Equal(201, status);
        Assert.False(order.TryGetProperty("team", out _));
        Assert.Equal(404, (await app.Api.CallAsync("GET", "/api/accounts/acme/teams/design/balance")).Status);
        Assert.Equal(404, (await app.Api.CallAsync("GET", "/api/accounts/acme/teams/~/balance")).Status);
    }

    [Fact]
    public async Task Bodies_that_are_not_JSON_or_too_large_are_refused()
    {
        await using var app = new AppFixture();

        Assert.Equal((415, "unsupported-media-type"), await PostAsync(app, "text/plain", "{}"));
        Assert.Equal((400, "invalid-field"), await PostAsync(app, "application/json", "{"));
        Assert.Equal((400, "invalid-field"), await PostAsync(app, "application/json", "[]"));
        Assert.Equal((400, "invalid-field"), await PostAsync(app, "application/json", """{"tokens":1,"tokens":2}"""));
        Assert.Equal((413, "body-too-large"), await PostAsync(app, "application/json", new string(' ', 65_537)));
        Assert.Equal((400, "invalid-field"), await PostAsync(app, "application/json", new string(' ', 65_536)));
    }

    private static object Order(int tokens) =>
        new
        {
            team = "design",
            tokens,
            country = "GB",
        };

    private static async Task<JsonElement> AssertRefusedAsync(
        AppFixture app,
        object body,
        int status,
        string code,
        string? key = "refused"
    )
    {
        var (found, problem) = await app.Api.CallAsync("POST", Path, body, key);
        Assert.Equal((status, code), (found, problem.GetProperty("code").GetString()));
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return problem;
    }

    private static async Task<(int Status, string? Code)> PostAsync(AppFixture app, string contentType, string body)
    {
        await using var scope = app.Functions.Services.CreateAsyncScope();
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Path, context.Response.Body) = ("POST", Path, answer);
        context.Request.Headers["Idempotency-Key"] = "k";
        context.Request.Headers.Authorization =
            "Bearer " + app.Key.Mint(Role.Operator, null, app.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        context.Request.ContentType = contentType;
        context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        await app.Functions.InvokeHttpAsync(context);
        using var problem = JsonDocument.Parse(answer.ToArray());
        return (context.Response.StatusCode, problem.RootElement.GetProperty("code").GetString());
    }
}
