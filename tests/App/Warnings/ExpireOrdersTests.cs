using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>R12: a timer posts expiries, and no balance depends on it.</summary>
public sealed class ExpireOrdersTests
{
    private static readonly DateTimeOffset s_expiry = AppFixture.Start.AddYears(1);

    [Fact]
    public async Task Unspent_tokens_are_posted_as_expired_once_and_conserved()
    {
        await using var story = new TimerStory();
        await story.BuyAsync(100);
        await story.UseAsync(2);
        await story.SleepAsync(s_expiry - story.Now);
        Assert.Equal(0, await story.AppFixture.BalanceAsync());
        Assert.DoesNotContain("expired", await KindsAsync(story));

        await story.GoOnAsync(TimeSpan.FromDays(1));

        Assert.Equal(["bought", "charged", "charged", "expired"], await KindsAsync(story));
        Assert.Equal(-86, (await story.AppFixture.JournalAsync())[^1].GetProperty("tokens").GetDecimal());
        Assert.Equal(0, await story.AppFixture.BalanceAsync());
        await story.AppFixture.AssertConservedAsync();
    }

    [Fact]
    public async Task An_order_reads_expired_before_and_after_the_timer_runs()
    {
        await using var story = new TimerStory();
        var order = await story.BuyAsync(100);
        await story.SleepAsync(s_expiry - TimeSpan.FromTicks(1) - story.Now);
        Assert.Equal("active", await StatusAsync(story, order));

        await story.SleepAsync(TimeSpan.FromTicks(1));
        Assert.Equal("expired", await StatusAsync(story, order));
        Assert.DoesNotContain("expired", await KindsAsync(story));

        await story.GoOnAsync(TimeSpan.FromHours(2));
        Assert.Contains("expired", await KindsAsync(story));
        Assert.Equal("expired", await StatusAsync(story, order));
    }

    [Fact]
    public async Task A_spent_grant_leaves_no_due_entry()
    {
        await using var story = new TimerStory();
        await story.BuyAsync(7);
        await story.UseAsync(1);
        await story.SleepAsync(s_expiry - story.Now);
        await story.GoOnAsync(TimeSpan.FromHours(2));

        Assert.Equal(["bought", "charged", "expired"], await KindsAsync(story));
        Assert.Equal(0, (await story.AppFixture.JournalAsync())[^1].GetProperty("tokens").GetDecimal());
        Assert.Empty(await GrantsAsync(story, "design"));
        await story.AppFixture.AssertConservedAsync();
    }

    [Fact]
    public async Task Cloud_credits_and_unassigned_orders_expire_too()
    {
        await using var story = new TimerStory();
        await story.CreditsAsync(50, AppFixture.Start.AddDays(3));
        var order = await story.BuyAsync(100, team: null);
        await story.GoOnAsync(TimeSpan.FromDays(4));
        Assert.Equal(["granted", "expired"], await KindsAsync(story));
        Assert.Empty(await GrantsAsync(story, "design"));
        await story.AppFixture.AssertConservedAsync();

        await story.SleepAsync(s_expiry - story.Now);
        await story.GoOnAsync(TimeSpan.FromHours(2));
        Assert.Equal("expired", await StatusAsync(story, order));
        Assert.Empty(await GrantsAsync(story, TeamId.Unassigned.Value));
    }

    [Fact]
    public async Task Balances_do_not_depend_on_the_timer()
    {
        await using var story = new TimerStory();
        await story.BuyAsync(100);
        await story.SleepAsync(TimeSpan.FromDays(100));
        await story.BuyAsync(10);
        story.AppFixture.Clock.SetUtcNow(s_expiry.AddMinutes(10));
        var before = await AroundAsync(story);
        Assert.DoesNotContain("expired", await KindsAsync(story));

        await story.GoOnAsync(TimeSpan.FromHours(2));

        Assert.Contains("expired", await KindsAsync(story));
        Assert.Equal(before, await AroundAsync(story));
        Assert.Equal("110 10 10", before);
    }

    [Fact]
    public async Task A_failing_account_does_not_block_others_and_is_retried()
    {
        using var memory = SqliteRowStore.OpenMemory();
        var failing = new FailingStore(memory);
        await using var story = new TimerStory(failing, new ImpatientClock(AppFixture.Start));
        await story.BuyAsync(100);
        await story.BuyAsync(100, account: "globex");
        await story.SleepAsync(s_expiry - story.Now);
        await BreakAsync(memory, "acme");

        await story.GoOnAsync(TimeSpan.FromHours(2));
        Assert.Contains("expired", await KindsAsync(story, "globex"));
        Assert.Single(await DueAsync(story));

        await BreakAsync(memory, "acme");
        await story.GoOnAsync(TimeSpan.FromHours(1));
        Assert.Contains("expired", await KindsAsync(story, "acme"));
        Assert.Empty(await DueAsync(story));
    }

    /// <summary>Makes the header row of a team unreadable, or repairs it.</summary>
    private static async Task BreakAsync(IRowStore rows, string account)
    {
        var head = (await rows.ReadAsync("Ledger", account, "team|design|head", default))!;
        var properties = head.Properties.ToDictionary(StringComparer.Ordinal);
        properties["V"] = (long)properties["V"] < 1_000 ? (long)properties["V"] + 1_000 : (long)properties["V"] - 1_000;
        await rows.CommitAsync(
            "Ledger",
            account,
            [new RowOperation.Replace(new Row(head.Key, properties), head.ETag)],
            default
        );
    }

    /// <summary>Returns the balances before, at and after the expiry.</summary>
    private static async Task<string> AroundAsync(TimerStory story) =>
        $"{await AtAsync(story, -1)} {await AtAsync(story, 0)} {await AtAsync(story, 5)}";

    private static async Task<string> AtAsync(TimerStory story, int minutes)
    {
        var at = s_expiry.AddMinutes(minutes).UtcDateTime.ToString("O");
        var (status, body) = await story.AppFixture.Api.CallAsync(
            "GET",
            $"/api/accounts/acme/teams/design/balance?at={at}"
        );
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("tokens").GetRawText();
    }

    private static async Task<string> StatusAsync(TimerStory story, string order) =>
        (await story.OrderAsync(order)).GetProperty("status").GetString()!;

    private static async Task<string[]> KindsAsync(TimerStory story, string account = "acme") =>
        [
            .. (await story.AppFixture.JournalAsync(account: account)).Select(posting =>
                posting.GetProperty("kind").GetString()!
            ),
        ];

    private static Task<IReadOnlyList<DueRow>> DueAsync(TimerStory story) =>
        story.Service<DueTable>().ReadAsync(DueKind.Expiry, null, null, 100, default);

    private static Task<IReadOnlyList<GrantKey>> GrantsAsync(TimerStory story, string team) =>
        story
            .Service<LedgerStore>()
            .DecideAfreshAsync<IReadOnlyList<GrantKey>>(
                AccountId.Of("acme"),
                async transaction => [.. (await transaction.ReadTeamAsync(TeamId.Stored(team)))!.Pool.Remaining.Keys],
                DateTimeOffset.MaxValue,
                CancellationToken.None
            );
}
