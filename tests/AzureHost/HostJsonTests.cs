using System.Globalization;
using System.Text.Json;
using FlexFunctions.LocalHost;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>host.json uses documented keys with values that fit the functions.</summary>
public sealed class HostJsonTests
{
    private static readonly JsonElement s_host = Read();
    private static readonly JsonElement s_serviceBus = s_host.GetProperty("extensions").GetProperty("serviceBus");

    /// <summary>All keys are documented and apply to batch functions.</summary>
    [Fact]
    public void Only_documented_keys_are_used()
    {
        Assert.Equal("2.0", s_host.GetProperty("version").GetString());
        Assert.Equal(["version", "functionTimeout", "logging", "extensions"], Names(s_host));
        Assert.Equal(["logLevel"], Names(s_host.GetProperty("logging")));
        Assert.Equal(["http", "serviceBus"], Names(s_host.GetProperty("extensions")));
        Assert.Equal(["routePrefix"], Names(s_host.GetProperty("extensions").GetProperty("http")));
        Assert.Equal(
            ["autoCompleteMessages", "maxMessageBatchSize", "minMessageBatchSize", "prefetchCount"],
            Names(s_serviceBus)
        );
    }

    [Fact]
    public void Batch_size_fits_the_lock_duration()
    {
        Assert.Equal(1, s_serviceBus.GetProperty("minMessageBatchSize").GetInt32());
        var read = HostJson.Read(Repository.File("host.json"));
        Assert.Equal(("", 256, true), (read.RoutePrefix, read.MaxMessageBatchSize, read.AutoCompleteMessages));
    }

    /// <summary>
    /// The host runs one batch at a time and does not renew its locks. Prefetched messages are locked while they wait
    /// for the previous batch, so their locks could expire, which uses up deliveries and delays valid messages.
    /// Without prefetching, one round trip still receives a whole batch.
    /// </summary>
    [Fact]
    public void Prefetching_is_off() => Assert.Equal(0, s_serviceBus.GetProperty("prefetchCount").GetInt32());

    /// <summary>
    /// Longer than a lock (5 minutes), so that no run that can still succeed is ended; at most the limit of every plan
    /// (10 minutes), so that a hanging run does not block the queue for half an hour.
    /// </summary>
    [Fact]
    public void Function_timeout_ends_hanging_functions()
    {
        var timeout = TimeSpan.ParseExact(
            s_host.GetProperty("functionTimeout").GetString()!,
            "c",
            CultureInfo.InvariantCulture
        );
        Assert.InRange(timeout, TimeSpan.FromMinutes(5.5), TimeSpan.FromMinutes(10));
    }

    private static List<string> Names(JsonElement parent) => [.. parent.EnumerateObject().Select(pair => pair.Name)];

    private static JsonElement Read()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Repository.File("host.json")));
        return host.RootElement.Clone();
    }
}
