using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>How route values arrive that are written in a request line, byte by byte, with percent signs.</summary>
public sealed class RouteValueFactsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%2fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a%20b", "a b")]
    [InlineData("a+b", "a+b")]
    [InlineData("a%2Bb", "a+b")]
    [InlineData("100%25", "100%")]
    [InlineData("j%C3%B8rn@example.org", "jørn@example.org")]
    [InlineData("a%3Fb%23c", "a?b#c")]
    [InlineData("a%5Cb", "a\\b")]
    public async Task A_route_value_is_decoded_once(string written, string value)
    {
        var path = Path.Combine(_folder.Path, "host.json");
        await File.WriteAllTextAsync(path, Rig.NoPrefix);
        var notebook = new Notebook();
        await using var host = LocalFunctionsHost.Create(
            [typeof(WebFunctions)],
            new()
            {
                Port = 0,
                StateDirectory = _folder.Path,
                HostJsonPath = path,
            },
            services => services.AddSingleton(notebook)
        );
        await host.StartAsync();
        Assert.StartsWith(
            "HTTP/1.1 200 ",
            await GetAsync(new Uri(host.Url), $"/api/echo/{written}"),
            StringComparison.Ordinal
        );
        Assert.Equal(value, Assert.Single(notebook.Lines));
    }

    /// <summary>A client library would write the path its own way.</summary>
    private static async Task<string> GetAsync(Uri host, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host.Authority}\r\nConnection: close\r\n\r\n")
        );
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
