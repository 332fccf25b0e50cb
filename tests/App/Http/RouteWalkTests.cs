using FlexFunctions.App.Hosting.Local;
using FlexFunctions.LocalHost;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>Calls every route of the functions, so that none is forgotten.</summary>
public sealed class RouteWalkTests
{
    [Fact]
    public async Task Every_route_is_listed_with_its_roles_or_as_open()
    {
        await using var app = new AppFixture();

        Assert.Empty(Calls(app).Except([.. RouteRoles.Open, .. RouteRoles.Closed.Keys]));
        Assert.Empty(RouteRoles.Closed.Keys.Except(Calls(app)));
    }

    [Fact]
    public async Task Closed_routes_answer_401_without_a_token() =>
        await WalkAsync(_ => true, _ => null, 401, "unauthenticated");

    [Fact]
    public async Task Closed_routes_answer_401_to_a_token_signed_with_another_key() =>
        await WalkAsync(_ => true, app => Token(LocalKey.InMemory(), app, Role.Operator), 401, "unauthenticated");

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.Product)]
    public async Task Closed_routes_answer_403_to_other_roles(Role role) =>
        await WalkAsync(
            allowed => (allowed & role) == Role.None,
            app => Token(app.Key, app, role, role == Role.Admin ? "acme" : null),
            403,
            "forbidden"
        );

    [Fact]
    public async Task Admin_routes_answer_404_to_the_admin_of_another_account() =>
        await WalkAsync(
            allowed => allowed.HasFlag(Role.Admin),
            app => Token(app.Key, app, Role.Admin, "other"),
            404,
            "not-found"
        );

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Product)]
    public async Task Closed_routes_accept_their_roles(Role role)
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        foreach (var (call, allowed) in RouteRoles.Closed.Where(call => Calls(app).Contains(call.Key)))
        {
            if ((allowed & role) != Role.None)
            {
                var (method, path) = Fill(call);
                var token = Token(app.Key, app, role, role == Role.Admin ? "acme" : null);
                var (status, body) = await AnswerAsync(app, method, path, token);
                Assert.False(status is 401 or 403 or >= 500, $"{call}: {status} {body}");
            }
        }
    }

    [Fact]
    public async Task Open_routes_answer_without_a_token()
    {
        await using var app = new AppFixture();
        foreach (var call in RouteRoles.Open.Intersect(Calls(app)))
        {
            var (method, path) = Fill(call);
            var (status, body) = await AnswerAsync(app, method, path, null);
            Assert.False(status is 401 or 403 or >= 500, $"{call}: {status} {body}");
        }
    }

    [Fact]
    public async Task Foreign_and_missing_accounts_get_the_same_answer()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        await app.BuyAsync(100, account: "other");
        var token = Token(app.Key, app, Role.Admin, "acme");
        foreach (var call in Calls(app).Except(RouteRoles.Open).Where(IsForAdmins))
        {
            var foreign = Fill(call, account: "other");
            var missing = Fill(call, account: "nosuch");

            Assert.Equal(
                await AnswerAsync(app, missing.Method, missing.Path, token),
                await AnswerAsync(app, foreign.Method, foreign.Path, token)
            );
        }
    }

    /// <summary>Calls that do not create a team. The others create the team if it does not exist.</summary>
    [Theory]
    [InlineData("balance")]
    [InlineData("journal")]
    [InlineData("warnings")]
    [InlineData("forecast")]
    [InlineData("access?user=priscilla&product=autocad")]
    public async Task Missing_teams_and_foreign_accounts_get_the_same_answer(string call)
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        await app.BuyAsync(100, account: "other");
        var token = Token(app.Key, app, Role.Admin, "acme");

        var missing = await AnswerAsync(app, "GET", $"/api/accounts/acme/teams/nosuch/{call}", token);
        var foreign = await AnswerAsync(app, "GET", $"/api/accounts/other/teams/design/{call}", token);

        Assert.Equal(404, missing.Status);
        Assert.Equal(missing, foreign);
    }

    /// <summary>Makes the closed calls selected by their roles, and checks the answer and that nothing changed.</summary>
    private static async Task WalkAsync(
        Func<Role, bool> chosen,
        Func<AppFixture, string?> token,
        int status,
        string code
    )
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var walked = 0;
        foreach (var call in Calls(app).Except(RouteRoles.Open).Where(call => chosen(RouteRoles.Closed[call])))
        {
            var (method, path) = Fill(call);
            var (found, body) = await AnswerAsync(app, method, path, token(app));

            Assert.True(found == status, $"{call}: {found} {body}");
            Assert.Contains($"\"code\":\"{code}\"", body, StringComparison.Ordinal);
            walked++;
        }

        Assert.True(walked >= 3, $"only {walked} routes");
        Assert.Equal(100, await app.BalanceAsync());
    }

    /// <summary>The method and route of every HTTP function.</summary>
    private static List<string> Calls(AppFixture app) =>
        [
            .. app.Functions.Index.Http.SelectMany(function =>
                function.Methods.Select(method => $"{method.ToUpperInvariant()} {function.Route}")
            ),
        ];

    private static bool IsForAdmins(string call) => RouteRoles.Closed[call].HasFlag(Role.Admin);

    private static (string Method, string Path) Fill(string call, string account = "acme")
    {
        var (method, route) = (call.Split(' ')[0], call.Split(' ')[1]);
        return (
            method,
            "/"
                + route
                    .Replace("{account}", account, StringComparison.Ordinal)
                    .Replace("{team}", "design", StringComparison.Ordinal)
                    .Replace("{order}", "nosuch", StringComparison.Ordinal)
                    .Replace("{user}", "priscilla", StringComparison.Ordinal)
                    .Replace("{product}", "autocad", StringComparison.Ordinal)
                    .Replace("{file}", "nosuch", StringComparison.Ordinal)
        );
    }

    private static string Token(LocalKey key, AppFixture app, Role role, string? account = null) =>
        key.Mint(role, account, app.Clock.GetUtcNow(), TimeSpan.FromHours(1));

    private static async Task<(int Status, string Body)> AnswerAsync(
        AppFixture app,
        string method,
        string path,
        string? token
    )
    {
        await using var scope = app.Functions.Services.CreateAsyncScope();
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var (target, query) = path.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0
            ? (path[..mark], path[mark..])
            : (path, "");
        (context.Request.Method, context.Request.Path, context.Response.Body) = (method, target, answer);
        context.Request.QueryString = new QueryString(query);
        context.Request.Headers.Authorization = token is null ? default : $"Bearer {token}";
        await app.Functions.InvokeHttpAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(answer.ToArray()));
    }
}
