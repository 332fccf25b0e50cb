using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The whole host, on sockets and files.</summary>
public sealed class LocalFunctionsHostTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Notebook _notebook = new();

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
            services => services.AddSingleton(_notebook)
        );

    private string HostJsonPath()
    {
        var path = Path.Combine(_folder.Path, "host.json");
        File.WriteAllText(path, Rig.NoPrefix);
        return path;
    }

    private static HttpClient Client(LocalFunctionsHost host) =>
        new() { BaseAddress = new(host.Url), Timeout = s_patience };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    [Fact]
    public async Task A_message_sent_by_http_reaches_its_function()
    {
        var came = _notebook.NextMessage();
        await using var host = Create();
        await host.StartAsync();
        using var client = Client(host);
        // One too large, which costs the connection nothing.
        using var large = await client.PostAsync("events/messages", new ByteArrayContent(new byte[262_145]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var answer = await client.PostAsync("events/messages", Json("{}"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("{}", await came.WaitAsync(s_patience));
        using var second = await client.PostAsync("events/messages", Json("[]"));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
    }

    [Fact]
    public async Task It_listens_on_loopback_only_and_says_where()
    {
        await using var host = Create();
        Assert.Throws<InvalidOperationException>(() => host.Url);
        await host.StartAsync();
        Assert.Matches(@"^http://127\.0\.0\.1:[1-9][0-9]*$", host.Url);
    }

    [Fact]
    public void A_taken_port_is_one_clear_line_and_the_state_stays_untouched()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var refusal = Assert.Throws<PortTakenException>(() => Create(port));
        Assert.Equal(
            $"Port {port} on 127.0.0.1 is taken by another process; choose another with --port N.",
            refusal.Message
        );
        Assert.Equal(port, refusal.Port);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "state")));
    }

    [Fact]
    public async Task A_port_taken_between_creating_and_starting_is_told_alike()
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
        await Assert.ThrowsAsync<PortTakenException>(() => host.StartAsync());
    }

    [Fact]
    public async Task A_second_host_on_the_same_state_is_refused()
    {
        await using var host = Create();
        Assert.Throws<QueueStoreInUseException>(() => Create());
    }

    [Fact]
    public async Task A_stop_lets_a_batch_and_a_request_finish()
    {
        var (batchBegun, requestBegun, release) = (
            new TaskCompletionSource(),
            new TaskCompletionSource(),
            new TaskCompletionSource()
        );
        _notebook.OnBatch = async (_, _, ct) =>
        {
            batchBegun.TrySetResult();
            await release.Task;
            ct.ThrowIfCancellationRequested();
        };
        _notebook.OnRequest = async (_, ct) =>
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
            await batchBegun.Task.WaitAsync(s_patience);
            var request = client.PostAsync("api/do", null);
            await requestBegun.Task.WaitAsync(s_patience);
            stopping = host.StopAsync();
            Assert.False(stopping.IsCompleted);
            release.SetResult();
            using var answer = await request;
            Assert.Equal("done", await answer.Content.ReadAsStringAsync());
            await stopping.WaitAsync(s_patience);
            await waiting.WaitAsync(s_patience);
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

        var came = _notebook.NextMessage();
        await using var again = Create();
        await again.StartAsync();
        Assert.Equal("kept", await came.WaitAsync(s_patience));
    }
}
