using System.Globalization;
using System.Text.Json;
using FlexFunctions.LocalHost;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>host.json has keys that the Functions host documents, with values that fit how the functions work.</summary>
public sealed class HostJsonTests
{
    private static readonly JsonElement s_host = Read();
    private static readonly JsonElement s_serviceBus = s_host.GetProperty("extensions").GetProperty("serviceBus");

    /// <summary>
    /// Every key of the Service Bus extension, 5.10 and later. What concerns functions that take one message at a time,
    /// or sessions, has no effect on ours: it would only seem to.
    /// </summary>
    private static readonly Dictionary<string, bool> s_serviceBusKeys = new()
    {
        ["autoCompleteMessages"] = true,
        ["clientRetryOptions"] = true,
        ["enableCrossEntityTransactions"] = true,
        ["maxBatchWaitTime"] = true,
        ["maxMessageBatchSize"] = true,
        ["minMessageBatchSize"] = true,
        ["prefetchCount"] = true,
        ["transportType"] = true,
        ["webProxy"] = true,
        ["maxAutoLockRenewalDuration"] = false,
        ["maxConcurrentCalls"] = false,
        ["maxConcurrentCallsPerSession"] = false,
        ["maxConcurrentSessions"] = false,
        ["sessionIdleTimeout"] = false,
    };

    [Fact]
    public void Every_key_is_documented_for_this_version_of_the_host()
    {
        string[] keys = ["version", "functionTimeout", "logging", "extensions"];
        Assert.Empty(Names(s_host).Except(keys));
        Assert.Equal("2.0", s_host.GetProperty("version").GetString());
        Assert.Equal(["logLevel"], Names(s_host.GetProperty("logging")));
        Assert.Equal(["http", "serviceBus"], Names(s_host.GetProperty("extensions")));
        Assert.Equal(["routePrefix"], Names(s_host.GetProperty("extensions").GetProperty("http")));
        Assert.Empty(Names(s_serviceBus).Except(s_serviceBusKeys.Keys));
    }

    [Fact]
    public void Every_key_of_the_queue_concerns_functions_that_take_batches() =>
        Assert.All(Names(s_serviceBus), name => Assert.True(s_serviceBusKeys[name], name));

    [Fact]
    public void A_batch_is_small_enough_for_its_lock_and_waits_for_nothing()
    {
        Assert.Equal(256, s_serviceBus.GetProperty("maxMessageBatchSize").GetInt32());
        Assert.Equal(1, s_serviceBus.GetProperty("minMessageBatchSize").GetInt32());
        Assert.True(s_serviceBus.GetProperty("autoCompleteMessages").GetBoolean());
    }

    /// <summary>
    /// The host runs one batch at a time and renews no lock of a batch. Prefetched messages are locked while they wait
    /// for the batch before theirs, which may take until shortly before its own locks end: theirs would then lapse
    /// unseen, each time a delivery, and ten of those dead-letter a good message. A receive without prefetching still
    /// brings a whole batch in one round trip.
    /// </summary>
    [Fact]
    public void Nothing_is_locked_before_it_is_processed() =>
        Assert.Equal(0, s_serviceBus.GetProperty("prefetchCount").GetInt32());

    /// <summary>
    /// Longer than a lock can last (5 minutes), so that nothing that could still succeed is cut off, and at most what
    /// every plan allows (10 minutes), so that what hangs does not hold up the queue for half an hour.
    /// </summary>
    [Fact]
    public void What_hangs_is_ended()
    {
        var timeout = TimeSpan.ParseExact(
            s_host.GetProperty("functionTimeout").GetString()!,
            "c",
            CultureInfo.InvariantCulture
        );
        Assert.InRange(timeout, TimeSpan.FromMinutes(5.5), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void The_local_host_reads_the_same_of_it()
    {
        var read = HostJson.Read(Repository.File("host.json"));
        Assert.Equal(("", 256, true), (read.RoutePrefix, read.MaxMessageBatchSize, read.AutoCompleteMessages));
    }

    private static List<string> Names(JsonElement parent) => [.. parent.EnumerateObject().Select(pair => pair.Name)];

    private static JsonElement Read()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Repository.File("host.json")));
        return host.RootElement.Clone();
    }
}
