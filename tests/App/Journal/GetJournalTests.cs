using System.Globalization;

namespace FlexFunctions.App.Tests;

public sealed class GetJournalTests
{
    [Fact]
    public async Task A_long_journal_is_paged_without_gaps_or_duplicates()
    {
        const int users = 700;
        await using var app = new AppFixture();
        await app.BuyAsync(users * 7);
        await app.SendAsync([
            .. Enumerable
                .Range(0, users)
                .Select(user => app.Event(user: string.Create(CultureInfo.InvariantCulture, $"u{user}"))),
        ]);

        var (_, first) = await app.Api.CallAsync("GET", "/api/accounts/acme/teams/design/journal");
        var all = await app.JournalAsync();

        Assert.True(first.GetProperty("postings").GetArrayLength() < all.Count);
        Assert.Equal(Enumerable.Range(1, users + 1), all.Select(line => line.GetProperty("sequence").GetInt32()));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task An_invalid_continuation_is_refused(string continuation)
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);

        var (status, problem) = await app.Api.CallAsync(
            "GET",
            "/api/accounts/acme/teams/design/journal?continuation=" + continuation
        );

        Assert.Equal((400, "invalid-field"), (status, problem.GetProperty("code").GetString()));
    }
}
