using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The host on sockets and files.</summary>
public sealed class LocalFunctionsHostTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Recorder _recorder = new();

    public void Dispose() => _folder.Dispose();

    private LocalFunctionsHost Create(int port = 0) =>
        LocalFunctionsHost.Create(
            [typeof(BatchFunction), typeof(WebFunctions), typeof(HourlyFunction)],
            new()
            {
                Port = port,
                StateDirectory = Path.Combine(_folder.Path, "state"),
                HostJsonPath = HostJsonPath(),
            },
            services => services.AddSingleton(_recorder)
        );

    private string HostJsonPath()
    {
        var path = Path.Combine(_folder.Path, "host.json");
        File.WriteAllText(path, FunctionsFixture.NoPrefix);
        return path;
    }

    private static HttpClient Client(LocalFunctionsHost host) =>
        new() { BaseAddress = new(host.Url), Timeout = s_timeout };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    [Fact]
    public async Task Message_sent_over_http_reaches_its_function()
    {
        var received = _recorder.NextMessage();
        await using var host = Create();
        await host.StartAsync();
        using var client = Client(host);
        // An oversized message does not affect the connection.
        using var large = await client.PostAsync("events/messages", new ByteArrayContent(new byte[262_145]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var answer = await client.PostAsync("events/messages", Json("{}"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("{}", await received.WaitAsync(s_timeout));
        using var second = await client.PostAsync("events/messages", Json("[]"));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
    }

    [Fact]
    public async Task Host_listens_on_loopback_only()
    {
        await using var host = Create();
        Assert.Throws<InvalidOperationException>(() => host.Url);
        await host.StartAsync();
        Assert.Matches(@"^http://127\.0\.0\.1:[1-9][0-9]*$", host.Url);
    }

    [Fact]
    public void Port_in_use_is_reported_before_the_state_is_opened()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var exception = Assert.Throws<PortInUseException>(() => Create(port));
        Assert.Equal(port, exception.Port);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "state")));
    }

    [Fact]
    public async Task Port_taken_before_the_start_is_reported()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        await using var host = Create(port);
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        await Assert.ThrowsAsync<PortInUseException>(() => host.StartAsync());
    }

    [Fact]
    public async Task Second_host_on_the_same_state_is_rejected()
    {
        await using var host = Create();
        Assert.Throws<QueueStoreInUseException>(() => Create());
    }

    [Fact]
    public async Task Stop_finishes_running_functions()
    {
        var (batchBegun, requestBegun, release) = (
            new TaskCompletionSource(),
            new TaskCompletionSource(),
            new TaskCompletionSource()
        );
        _recorder.OnBatch = async (_, _, ct) =>
        {
            batchBegun.TrySetResult();
            await release.Task;
            ct.ThrowIfCancellationRequested();
        };
        _recorder.OnRequest = async (_, ct) =>
        {
            requestBegun.TrySetResult();
            await release.Task;
            ct.ThrowIfCancellationRequested();
            return Results.Text("done");
        };
        Task stopping;
        await using (var host = Create())
        {
            await host.StartAsync();
            var waiting = host.WaitForShutdownAsync();
            using var client = Client(host);
            using var sent = await client.PostAsync("events/messages", Json("{}"));
            await batchBegun.Task.WaitAsync(s_timeout);
            var request = client.PostAsync("api/do", null);
            await requestBegun.Task.WaitAsync(s_timeout);
            stopping = host.StopAsync();
            Assert.False(stopping.IsCompleted);
            release.SetResult();
            using var answer = await request;
            Assert.Equal("done", await answer.Content.ReadAsStringAsync());
            await stopping.WaitAsync(s_timeout);
            await waiting.WaitAsync(s_timeout);
        }

        await using var again = Create();
        Assert.Equal(0, (await again.Functions.Queues.Queues["events"].CountAsync()).Active);
    }

    [Fact]
    public async Task Messages_sent_before_a_restart_are_processed_after_it()
    {
        await using (var host = Create())
        {
            await host
                .Functions.Queues.Queues["events"]
                .SendAsync(new OutgoingMessage { Body = new BinaryData("kept") });
        }

        var received = _recorder.NextMessage();
        await using var again = Create();
        await again.StartAsync();
        Assert.Equal("kept", await received.WaitAsync(s_timeout));
    }
}
