using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>HTTP functions on the local host. <c>tests/AzureHost</c> compares it with the worker.</summary>
public sealed class HttpFunctionTests
{
    private static readonly Type[] s_web = [typeof(WebFunctions)];

    [Fact]
    public async Task Default_route_is_the_name_with_all_methods()
    {
        await using var fixture = FunctionsFixture.Create(s_web);
        foreach (var method in new[] { "GET", "POST", "DELETE", "OPTIONS" })
        {
            Assert.Equal((200, method), await fixture.SendAsync(method, "/NoRoute"));
        }
    }

    [Fact]
    public async Task Route_prefix_defaults_to_api()
    {
        await using var usual = FunctionsFixture.Create(s_web, "{}");
        Assert.Equal(200, (await usual.SendAsync("GET", "/api/NoRoute")).Status);
        Assert.Equal(404, (await usual.SendAsync("GET", "/NoRoute")).Status);
        Assert.Equal(200, (await usual.SendAsync("GET", "/api/api/count/1")).Status);
        await using var other = FunctionsFixture.Create(
            s_web,
            """{ "extensions": { "http": { "routePrefix": "/v1/" } } }"""
        );
        Assert.Equal(200, (await other.SendAsync("GET", "/v1/NoRoute")).Status);
    }

    [Fact]
    public async Task Catch_all_route_gets_the_remaining_requests()
    {
        await using var fixture = FunctionsFixture.Create([typeof(WebFunctions), typeof(PageFunction)]);
        Assert.Equal((200, "page '' GET"), await fixture.SendAsync("GET", "/"));
        Assert.Equal((200, "page 'a/b.css' GET"), await fixture.SendAsync("GET", "/a/b.css"));
        Assert.Equal((200, "GET x "), await fixture.SendAsync("GET", "/api/echo/x"));
        // The route matches but not its method, so the next route is tried.
        Assert.Equal((200, "page 'api/do' GET"), await fixture.SendAsync("GET", "/api/do"));
        Assert.Equal((404, ""), await fixture.SendAsync("DELETE", "/api/do"));
    }

    [Fact]
    public async Task Exception_returns_an_empty_500_and_is_logged()
    {
        await using var fixture = FunctionsFixture.Create(s_web);
        fixture.Recorder.OnRequest = (request, _) =>
        {
            request.HttpContext.Response.Headers["X-Half"] = "1";
            throw new InvalidOperationException("broken");
        };
        Assert.Equal((500, ""), await fixture.SendAsync("POST", "/api/do"));
        Assert.Contains("Do", Assert.Single(fixture.Log.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aborted_request_cancels_the_token_without_an_error()
    {
        await using var fixture = FunctionsFixture.Create(s_web);
        using var client = new CancellationTokenSource();
        fixture.Recorder.OnRequest = async (_, token) =>
        {
            await client.CancelAsync();
            token.ThrowIfCancellationRequested();
            return Results.NoContent();
        };
        var answer = await fixture.SendAsync(
            "POST",
            "/api/do",
            with: request => request.HttpContext.RequestAborted = client.Token
        );
        Assert.Equal((499, ""), answer);
        Assert.Empty(fixture.Log.Errors);
        Assert.Empty(fixture.Log.Warnings);
    }

    [Fact]
    public async Task Grace_period_cancels_running_requests()
    {
        await using var fixture = FunctionsFixture.Create(s_web);
        fixture.Recorder.OnRequest = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Results.Ok();
        };
        var request = fixture.SendAsync("POST", "/api/do");
        using var stop = new CancellationTokenSource();
        var running = fixture.Functions.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(request.IsCompleted);
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((503, ""), await request.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(fixture.Log.Errors);
    }

    [Fact]
    public async Task Each_request_gets_a_new_object()
    {
        await using var fixture = FunctionsFixture.Create(typeof(CountingFunction));
        Assert.Equal((200, "1"), await fixture.SendAsync("GET", "/Counting"));
        Assert.Equal((200, "1"), await fixture.SendAsync("GET", "/Counting"));
    }

    public sealed class CountingFunction
    {
        private int _calls;

        [Function("Counting")]
        public IResult Run([HttpTrigger] HttpRequest request) => Results.Text($"{++_calls}");
    }
}
