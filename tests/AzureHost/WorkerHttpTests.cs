using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The worker and the local host give the same response to an HTTP call.</summary>
[Collection(nameof(TwoHosts))]
public sealed partial class WorkerHttpTests(TwoHosts hosts)
{
    private const string Orders = "/api/accounts/acme/orders";
    private const string Policy = "/api/accounts/acme/teams/design/policy";

    [Theory]
    [InlineData("/probe/echo/a%2Fb", "a/b")]
    [InlineData("/probe/echo/a%2fb", "a/b")]
    [InlineData("/probe/echo/a%252Fb", "a%2Fb")]
    [InlineData("/probe/echo/a%20b", "a b")]
    [InlineData("/probe/echo/a+b", "a+b")]
    [InlineData("/probe/echo/a%2Bb", "a+b")]
    [InlineData("/probe/echo/100%25", "100%")]
    [InlineData("/probe/echo/j%C3%B8rn@example.org", "jørn@example.org")]
    [InlineData("/probe/echo/a%3Fb%23c", "a?b#c")]
    [InlineData("/probe/echo/a%5Cb", "a\\b")]
    [InlineData("/PROBE/Echo/Ab", "Ab")]
    public async Task Route_value_is_decoded_once(string path, string value)
    {
        var body = await SameAsync("GET", path, 200);
        Assert.Equal(value, JsonDocument.Parse(body).RootElement.GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("GET", "/probe/echo/a/b?x=1&x=2&y=%2F+", 200)]
    [InlineData("PUT", "/probe/echo/a", 200)]
    [InlineData("DELETE", "/probe/echo/a", 404)]
    [InlineData("HEAD", "/probe/echo/a", 404)]
    [InlineData("GET", "/probe/echo", 404)]
    [InlineData("GET", "/probe/throw", 500)]
    [InlineData("GET", "/probe/large/many", 500)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api", 404)]
    [InlineData("POST", "/api/prices", 404)]
    [InlineData("GET", "/api/prices", 200)]
    [InlineData("GET", "/api/quote?tokens=5000&country=GB", 200)]
    [InlineData("GET", "/api/quote?tokens=0&country=GB", 422)]
    [InlineData("GET", "/api/openapi.yaml", 200)]
    [InlineData("GET", "/api/docs", 200)]
    [InlineData("GET", "/api/docs/page.css", 200)]
    [InlineData("GET", "/api/docs/none.css", 404)]
    [InlineData("GET", Orders, 401)]
    public Task Calls_without_a_token_get_the_same_response(string method, string path, int status) =>
        SameAsync(method, path, status);

    [Theory]
    [InlineData("GET", Orders, "Admin", 200)]
    [InlineData("GET", Orders, "Product", 403)]
    [InlineData("GET", Orders, "Nobody", 403)]
    [InlineData("GET", "/api/accounts/other/orders", "Admin", 404)]
    [InlineData("GET", "/api/accounts/acme/teams/none/balance", "Admin", 404)]
    [InlineData("GET", "/api/dead-letters", "Operator", 404)]
    public Task Calls_with_a_role_get_the_same_response(string method, string path, string role, int status) =>
        SameAsync(method, path, status, host => hosts.Bearing(TwoHosts.Request(host, method, path), role));

    [Theory]
    [InlineData("POST", Orders, "{", "application/json", 400)]
    [InlineData("POST", Orders, """{ "tokens": 1.5 }""", "application/json", 400)]
    [InlineData("POST", Orders, """{ "tokens": 0, "country": "GB" }""", "application/json", 422)]
    [InlineData("POST", Orders, "tokens=1", "application/x-www-form-urlencoded", 415)]
    [InlineData("PUT", Policy, """{ "colour": "red" }""", "application/json", 400)]
    [InlineData("PUT", Policy, "\u0000", "application/json", 400)]
    public Task Invalid_bodies_get_the_same_response(
        string method,
        string path,
        string body,
        string type,
        int status
    ) => SameAsync(method, path, status, host => hosts.Sending(host, method, path, body, type, "wrong"));

    [Fact]
    public async Task Calls_reach_the_ledger()
    {
        await SameAsync("POST", Orders, 400, host => hosts.Purchase(host, "acme", key: null));
        await SameAsync("POST", Orders, 201, host => hosts.Purchase(host, "acme", "first"));
        await SameAsync("POST", Orders, 201, host => hosts.Purchase(host, "acme", "first"));
        await SameAsync(
            "PUT",
            "/api/accounts/acme/teams/design/users/tom+1@example.org",
            204,
            host =>
                hosts.Bearing(
                    TwoHosts.Request(host, "PUT", "/api/accounts/acme/teams/design/users/tom+1@example.org"),
                    "Admin"
                )
        );
        var balance = await SameAsync(
            "GET",
            "/api/accounts/acme/teams/design/balance",
            200,
            host => hosts.Bearing(TwoHosts.Request(host, "GET", "/api/accounts/acme/teams/design/balance"), "Admin")
        );
        Assert.Contains("\"tokens\":100", balance, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1_000_000, 200)]
    [InlineData(20_000_000, 200)]
    public Task Request_body_arrives_complete(int bytes, int status) =>
        SameAsync(
            "POST",
            "/probe/echo/body",
            status,
            host =>
            {
                var request = TwoHosts.Request(host, "POST", "/probe/echo/body");
                request.Content = new ByteArrayContent(new byte[bytes]);
                return request;
            }
        );

    [Fact]
    public async Task Large_response_arrives_complete() =>
        Assert.Equal(5_000_000, (await SameAsync("GET", "/probe/large/5000000", 200)).Length);

    [Fact]
    public Task Oversized_body_gets_the_same_response() =>
        SameAsync(
            "POST",
            Orders,
            413,
            host => hosts.Sending(host, "POST", Orders, $"\"{new string('x', 70_000)}\"", key: "large")
        );

    private Task<string> SameAsync(string method, string path, int status) =>
        SameAsync(method, path, status, host => TwoHosts.Request(host, method, path));

    /// <summary>Sends a request to both hosts, compares the responses, and returns the body.</summary>
    private async Task<string> SameAsync(string method, string path, int status, Func<Uri, HttpRequestMessage> request)
    {
        var local = await ReadAsync(await hosts.SendToLocalHostAsync(request));
        var worker = await ReadAsync(await hosts.SendToWorkerAsync(request));
        Assert.True((int)worker.Status == status, $"{method} {path}: {worker}");
        Assert.Equal(local, worker);
        return worker.Body;
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage answer) =>
        new(
            answer.StatusCode,
            answer.Content.Headers.ContentType?.ToString(),
            string.Join(
                ", ",
                answer
                    .Headers.Where(header => header.Key is not ("Date" or "Server" or "Transfer-Encoding"))
                    .Select(header => $"{header.Key}: {string.Join(' ', header.Value)}")
                    .Order(StringComparer.Ordinal)
            ),
            // The hosts respond at different times.
            Instant().Replace(await answer.Content.ReadAsStringAsync(), "INSTANT")
        );

    private sealed record Answer(HttpStatusCode Status, string? Type, string Headers, string Body);

    [GeneratedRegex(
        @"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Instant();
}
