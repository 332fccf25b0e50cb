using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>A running host whose disk is full.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly LogLines _log = new();

    public void Dispose() => _log.Dispose();

    private LocalFunctionsHost Create(SmallDisk disk) =>
        LocalFunctionsHost.Create(
            [typeof(WebFunctions)],
            new()
            {
                Port = 0,
                StateDirectory = Path.Combine(disk.Path, "state"),
                Queues = ["other"],
            },
            services => services.AddSingleton(new Recorder()).AddSingleton<ILoggerProvider>(_log)
        );

    [SmallDiskFact]
    public async Task Message_that_cannot_be_stored_returns_503_until_there_is_space()
    {
        using var disk = new SmallDisk();
        await using var host = Create(disk);
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = new(host.Url), Timeout = s_timeout };
        disk.Fill();

        using var refused = await client.PostAsync("other/messages", new ByteArrayContent(new byte[200_000]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal("queue-unavailable", problem.RootElement.GetProperty("code").GetString());

        disk.Free();
        using var accepted = await client.PostAsync("other/messages", new ByteArrayContent(new byte[200_000]));

        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
        Assert.Single(await host.Functions.Queues.Queues["other"].ReceiveAsync(10));
        Assert.Empty(_log.Errors);
    }

    [SmallDiskFact]
    public async Task Disk_that_is_90_percent_full_is_a_warning_at_start()
    {
        using var disk = new SmallDisk();
        await using (var host = Create(disk))
        {
            await host.StartAsync();
            Assert.Empty(_log.Warnings);
        }

        disk.Fill(free: 300_000);
        await using var again = Create(disk);
        await again.StartAsync();

        var warning = Assert.Single(_log.Warnings);
        Assert.Contains("% full", warning, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(disk.Path, "state"), warning, StringComparison.Ordinal);
    }
}
