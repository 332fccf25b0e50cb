namespace FlexFunctions.Storage.Tests;

/// <summary>The limit on mails per minute and hour, across all instances.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class MailRateLimiterTests(AzuriteFixture azurite)
{
    private const int PerMinute = 30;
    private const int PerHour = 100;

    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Permits_reach_but_never_exceed_the_limits()
    {
        using var memory = SqliteRowStore.OpenMemory();
        var limiter = new MailRateLimiter(memory);
        var sent = new List<DateTimeOffset>();
        for (var now = s_now; now < s_now.AddHours(3); now = now.AddSeconds(7))
        {
            for (var mail = 0; mail < 10 && await limiter.TryTakeAsync(PerMinute, PerHour, now, default); mail++)
            {
                sent.Add(now);
            }
        }

        Assert.All(sent, from => Assert.InRange(Within(from, TimeSpan.FromMinutes(1)), 1, PerMinute));
        Assert.All(sent, from => Assert.InRange(Within(from, TimeSpan.FromHours(1)), 1, PerHour));
        Assert.Equal(3 * PerHour, sent.Count);

        int Within(DateTimeOffset from, TimeSpan time) => sent.Count(at => at >= from && at < from + time);
    }

    [Fact]
    public async Task Permits_are_available_again_after_a_minute_and_an_hour()
    {
        using var memory = SqliteRowStore.OpenMemory();
        var limiter = new MailRateLimiter(memory);
        Assert.True(await limiter.TryTakeAsync(1, 2, s_now, default));
        Assert.False(await limiter.TryTakeAsync(1, 2, s_now.AddSeconds(59), default));
        Assert.True(await limiter.TryTakeAsync(1, 2, s_now.AddSeconds(60), default));
        Assert.False(await limiter.TryTakeAsync(1, 2, s_now.AddMinutes(59), default));
        Assert.True(await limiter.TryTakeAsync(1, 2, s_now.AddMinutes(60), default));
    }

    [Fact]
    public async Task Concurrent_instances_share_the_limit_in_a_file()
    {
        using var folder = new TemporaryFolder();
        using var one = SqliteRowStore.OpenFile(folder.File("store.db"));
        using var two = SqliteRowStore.OpenFile(folder.File("store.db"));
        await RaceAsync(one, two);
    }

    [Fact]
    public async Task Concurrent_instances_share_the_limit_in_Azure_Tables()
    {
        var account = azurite.Server.ConnectionStringOf(azurite.Server.NextAccount(), azurite.Server.Port);
        await RaceAsync(
            AzureTablesRowStore.FromConnectionString(account),
            AzureTablesRowStore.FromConnectionString(account)
        );
    }

    private static async Task RaceAsync(params IRowStore[] stores)
    {
        var taken = await Task.WhenAll(
            stores
                .Select(store => new MailRateLimiter(store))
                .SelectMany(limiter => Enumerable.Repeat(limiter, 3))
                .Select(limiter =>
                    Task.Run(async () =>
                    {
                        var count = 0;
                        while (await limiter.TryTakeAsync(PerMinute, PerHour, s_now, default))
                        {
                            count++;
                        }

                        return count;
                    })
                )
        );
        Assert.Equal(PerMinute, taken.Sum());
    }
}
