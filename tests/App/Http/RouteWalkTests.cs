using FlexFunctions.App.Hosting.Local;
using FlexFunctions.LocalHost;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>Walks every route that the functions have, so that none can be forgotten.</summary>
public sealed class RouteWalkTests
{
    [Fact]
    public async Task Every_call_without_a_token_is_unauthenticated() =>
        await WalkAsync((rig, method, path) => AnswerAsync(rig, method, path, null), 401, "unauthenticated");

    [Fact]
    public async Task Every_call_with_the_token_of_somebody_else_is_unauthenticated() =>
        await WalkAsync(
            (rig, method, path) => AnswerAsync(rig, method, path, Token(LocalKey.InMemory(), rig, Role.Operator)),
            401,
            "unauthenticated"
        );

    [Fact]
    public async Task Every_call_of_a_product_is_forbidden() =>
        await WalkAsync(
            (rig, method, path) => AnswerAsync(rig, method, path, Token(rig.Key, rig, Role.Product)),
            403,
            "forbidden"
        );

    [Fact]
    public async Task Every_call_of_another_accounts_admin_is_not_found() =>
        await WalkAsync(
            (rig, method, path) => AnswerAsync(rig, method, path, Token(rig.Key, rig, Role.Admin, "other")),
            404,
            "not-found"
        );

    [Fact]
    public async Task A_team_that_is_missing_and_one_that_is_not_yours_read_alike()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);

        var missing = await AnswerAsync(
            rig,
            "GET",
            "/api/accounts/acme/teams/nosuch/balance",
            Token(rig.Key, rig, Role.Admin, "acme")
        );
        var foreign = await AnswerAsync(
            rig,
            "GET",
            "/api/accounts/acme/teams/design/balance",
            Token(rig.Key, rig, Role.Admin, "other")
        );

        Assert.Equal(missing, foreign);
    }

    private static async Task WalkAsync(
        Func<Rig, string, string, Task<(int Status, string Body)>> call,
        int status,
        string code
    )
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);
        var routes = rig.Functions.Index.Http.SelectMany(function =>
            function.Methods.Select(method => (Method: method, Path: Fill(function.Route)))
        );
        var walked = 0;
        foreach (var (method, path) in routes)
        {
            var (found, body) = await call(rig, method, path);

            Assert.True(found == status, $"{method} {path}: {found} {body}");
            Assert.Contains($"\"code\":\"{code}\"", body, StringComparison.Ordinal);
            walked++;
        }

        Assert.True(walked >= 3, $"only {walked} routes");
        Assert.Equal(100, await rig.BalanceAsync());
    }

    private static string Fill(string route) =>
        "/"
        + route
            .Replace("{account}", "acme", StringComparison.Ordinal)
            .Replace("{team}", "design", StringComparison.Ordinal);

    private static string Token(LocalKey key, Rig rig, Role role, string? account = null) =>
        key.Mint(role, account, rig.Clock.GetUtcNow(), TimeSpan.FromHours(1));

    private static async Task<(int Status, string Body)> AnswerAsync(Rig rig, string method, string path, string? token)
    {
        await using var scope = rig.Functions.Services.CreateAsyncScope();
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Path, context.Response.Body) = (method, path, answer);
        context.Request.Headers.Authorization = token is null ? default : $"Bearer {token}";
        await rig.Functions.InvokeHttpAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(answer.ToArray()));
    }
}
