using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>
/// What the local host alone can show of HTTP functions; that it answers as the worker does is shown in
/// <c>tests/AzureHost</c>.
/// </summary>
public sealed class HttpFunctionTests
{
    private static readonly Type[] s_web = [typeof(WebFunctions)];

    [Fact]
    public async Task Without_a_route_the_name_is_the_route_and_without_methods_all_are_answered()
    {
        await using var rig = Rig.Of(s_web);
        foreach (var method in new[] { "GET", "POST", "DELETE", "OPTIONS" })
        {
            Assert.Equal((200, method), await rig.SendAsync(method, "/NoRoute"));
        }
    }

    [Fact]
    public async Task The_route_prefix_is_api_unless_host_json_has_another()
    {
        await using var usual = Rig.Of(s_web, "{}");
        Assert.Equal(200, (await usual.SendAsync("GET", "/api/NoRoute")).Status);
        Assert.Equal(404, (await usual.SendAsync("GET", "/NoRoute")).Status);
        Assert.Equal(200, (await usual.SendAsync("GET", "/api/api/count/1")).Status);
        await using var other = Rig.Of(s_web, """{ "extensions": { "http": { "routePrefix": "/v1/" } } }""");
        Assert.Equal(200, (await other.SendAsync("GET", "/v1/NoRoute")).Status);
    }

    [Fact]
    public async Task A_catch_all_takes_what_no_other_route_answers()
    {
        await using var rig = Rig.Of([typeof(WebFunctions), typeof(PageFunction)]);
        Assert.Equal((200, "page '' GET"), await rig.SendAsync("GET", "/"));
        Assert.Equal((200, "page 'a/b.css' GET"), await rig.SendAsync("GET", "/a/b.css"));
        Assert.Equal((200, "GET x "), await rig.SendAsync("GET", "/api/echo/x"));
        // The route fits, its method does not: the next route that fits is asked.
        Assert.Equal((200, "page 'api/do' GET"), await rig.SendAsync("GET", "/api/do"));
        Assert.Equal((404, ""), await rig.SendAsync("DELETE", "/api/do"));
    }

    [Fact]
    public async Task An_unhandled_exception_is_an_empty_500_and_is_logged()
    {
        await using var rig = Rig.Of(s_web);
        rig.Notebook.OnRequest = (request, _) =>
        {
            request.HttpContext.Response.Headers["X-Half"] = "1";
            throw new InvalidOperationException("broken");
        };
        Assert.Equal((500, ""), await rig.SendAsync("POST", "/api/do"));
        Assert.Contains("Do", Assert.Single(rig.Log.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_aborted_request_cancels_the_token_and_is_no_error()
    {
        await using var rig = Rig.Of(s_web);
        using var client = new CancellationTokenSource();
        rig.Notebook.OnRequest = async (_, token) =>
        {
            await client.CancelAsync();
            token.ThrowIfCancellationRequested();
            return Results.NoContent();
        };
        var answer = await rig.SendAsync(
            "POST",
            "/api/do",
            with: request => request.HttpContext.RequestAborted = client.Token
        );
        Assert.Equal((499, ""), answer);
        Assert.Empty(rig.Log.Errors);
        Assert.Empty(rig.Log.Warnings);
    }

    [Fact]
    public async Task The_token_is_cancelled_when_the_grace_time_of_a_stop_is_over()
    {
        await using var rig = Rig.Of(s_web);
        rig.Notebook.OnRequest = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Results.Ok();
        };
        var request = rig.SendAsync("POST", "/api/do");
        using var stop = new CancellationTokenSource();
        var running = rig.Functions.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(request.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((503, ""), await request.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(rig.Log.Errors);
    }

    [Fact]
    public async Task Each_request_gets_an_object_of_its_own()
    {
        await using var rig = Rig.Of(typeof(CountingFunction));
        Assert.Equal((200, "1"), await rig.SendAsync("GET", "/Counting"));
        Assert.Equal((200, "1"), await rig.SendAsync("GET", "/Counting"));
    }

    public sealed class CountingFunction
    {
        private int _calls;

        [Function("Counting")]
        public IResult Run([HttpTrigger] HttpRequest request) => Results.Text($"{++_calls}");
    }
}
