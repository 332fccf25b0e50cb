using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task Everything()
    {
        var notebook = new Notebook();
        var came = new TaskCompletionSource();
        notebook.OnBatch = (_, _, _) => { came.TrySetResult(); return Task.CompletedTask; };
        var dir = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(dir, "host.json"), """{"extensions":{"http":{"routePrefix":""}}}""");
        await using var host = LocalFunctionsHost.Create([typeof(BatchFunction), typeof(WebFunctions), typeof(PageFunction), typeof(HourlyFunction)],
            new() { Port = 0, StateDirectory = dir, HostJsonPath = Path.Combine(dir, "host.json") }, s => s.AddSingleton(notebook));
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        Assert.Equal("GET a/b ", await client.GetStringAsync("api/echo/a%2Fb"));
        Assert.Equal("page '' GET", await client.GetStringAsync(""));
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("api/echo/a", null)).StatusCode);
        Assert.Equal("page 'api/do' GET", await client.GetStringAsync("api/do"));
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("events/messages", new StringContent("{}", Encoding.UTF8, "application/json"))).StatusCode);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await host.StopAsync();
    }
}
