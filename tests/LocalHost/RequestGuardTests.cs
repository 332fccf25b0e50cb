using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Requests of web pages and faulty clients, sent to a running host on raw sockets.</summary>
public sealed class RequestGuardTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly Recorder _recorder = new();
    private readonly LocalFunctionsHost _host;

    public RequestGuardTests()
    {
        var hostJson = Path.Combine(_folder.Path, "host.json");
        File.WriteAllText(hostJson, FunctionsFixture.NoPrefix);
        _host = LocalFunctionsHost.Create(
            [typeof(WebFunctions)],
            new()
            {
                Port = 0,
                Queues = ["other"],
                HostJsonPath = hostJson,
            },
            services => services.AddSingleton(_recorder).AddSingleton<ILoggerProvider>(_log)
        );
    }

    private int Port => new Uri(_host.Url).Port;

    public Task InitializeAsync() => _host.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    /// <summary>Sends text in which PORT is the host's port, and reads the whole answer.</summary>
    private async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var text = request.Replace("PORT", $"{Port}", StringComparison.Ordinal).ReplaceLineEndings("\r\n");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using var timeout = new CancellationTokenSource(s_timeout);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(timeout.Token);
    }

    private Task<string> SendAsync(string line, string headers) =>
        SendAsync($"{line} HTTP/1.1\n{headers}\nConnection: close\nContent-Length: 0\n\n");

    public static TheoryData<string, int, string> Foreign =>
        new()
        {
            { "Host: evil.example:PORT", 421, "foreign-host" },
            { "Host: localhost.evil.example:PORT", 421, "foreign-host" },
            { "Host: localhost", 421, "foreign-host" },
            { "Host: 127.0.0.1:1", 421, "foreign-host" },
            { "Host: localhost:PORT\nOrigin: http://evil.example", 403, "foreign-origin" },
            { "Host: localhost:PORT\nOrigin: null", 403, "foreign-origin" },
            { "Host: localhost:PORT\nOrigin: http://localhost:1", 403, "foreign-origin" },
            { "Host: localhost:PORT\nOrigin: https://localhost:PORT", 403, "foreign-origin" },
            { "Host: localhost:PORT\nOrigin: http://127.0.0.1:PORT", 403, "foreign-origin" },
            { "Host: localhost:PORT\nSec-Fetch-Site: cross-site", 403, "foreign-origin" },
            { "Host: localhost:PORT\nSec-Fetch-Site: same-site", 403, "foreign-origin" },
            { "Host: localhost:PORT\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate", 403, "foreign-origin" },
        };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Request_of_another_origin_is_refused_on_every_route(string headers, int status, string code)
    {
        foreach (var line in new[] { "POST /other/messages", "POST /api/do", "GET /api/echo/x", "GET /nothing" })
        {
            var answer = await SendAsync(line, headers);

            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
            Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
        }

        Assert.Empty(await _host.Functions.Queues.Queues["other"].ReceiveAsync(10));
    }

    [Theory]
    [InlineData("Host: localhost:PORT")]
    [InlineData("Host: LOCALHOST:PORT")]
    [InlineData("Host: 127.0.0.1:PORT")]
    [InlineData("Host: [::1]:PORT")]
    [InlineData("Host: localhost:PORT\nOrigin: http://localhost:PORT\nSec-Fetch-Site: same-origin")]
    [InlineData("Host: localhost:PORT\nSec-Fetch-Site: none\nSec-Fetch-Mode: navigate")]
    public async Task Request_of_the_same_origin_is_served(string headers)
    {
        Assert.StartsWith("HTTP/1.1 201 ", await SendAsync("POST /other/messages", headers), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 ", await SendAsync("GET /nothing", headers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/other/messages", "Transfer-Encoding: chunked\n\nxyz\n", 400)]
    [InlineData("/api/do", "Transfer-Encoding: chunked\n\nxyz\n", 400)]
    [InlineData("/other/messages", "Content-Length: 104857601\n\n", 413)]
    [InlineData("/api/do", "Content-Length: 104857601\n\n", 413)]
    [InlineData("/api/do", "Content-Length: 99999999999999999999\n\n", 400)]
    public async Task Invalid_body_is_the_callers_error(string path, string rest, int status)
    {
        _recorder.OnRequest = async (request, token) =>
        {
            await request.Body.CopyToAsync(Stream.Null, token);
            return Results.Ok();
        };

        var answer = await SendAsync($"POST {path} HTTP/1.1\nHost: localhost:PORT\nConnection: close\n{rest}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Log_names_the_route_of_a_failed_function_but_not_its_path()
    {
        _recorder.OnRequest = (_, _) => throw new InvalidOperationException("broken");
        await SendAsync("GET /api/count/priscilla", "Host: localhost:PORT");
        await SendAsync("POST /api/do?user=priscilla", "Host: localhost:PORT");

        Assert.Equal(2, _log.Errors.Count);
        Assert.Contains("api/count/{number}", _log.Errors[0], StringComparison.Ordinal);
        Assert.All(_log.Errors, line => Assert.DoesNotContain("priscilla", line, StringComparison.Ordinal));
    }
}
