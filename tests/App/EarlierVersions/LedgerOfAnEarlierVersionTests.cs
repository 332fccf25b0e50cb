using FlexFunctions.Domain;
using FlexFunctions.Storage;
using FlexFunctions.Storage.Tests;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// The functions on ledgers that earlier versions wrote (tests/Storage/EarlierVersions): the journals verify, and
/// everything goes on where it was.
/// </summary>
public sealed class LedgerOfAnEarlierVersionTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AppFixture _functions;

    public LedgerOfAnEarlierVersionTests()
    {
        var copy = Path.Combine(_folder.Path, "ledger.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "EarlierVersions", "2026-11-24.db"), copy);
        _functions = new AppFixture(
            SqliteRowStore.OpenFile(copy),
            new FakeTimeProvider(new DateTimeOffset(2026, 10, 25, 9, 0, 0, TimeSpan.Zero))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("design", "48faf04796a8bf24fa0b650e71f4367e8ad3a6d9579e6edb8168fd4fe5dccb20")]
    [InlineData("build", "044f4761133c48146af059d2c623b62ea8c8fc948cbf0e5fc3f25c6fcaaebcde")]
    public async Task Journals_verify_up_to_the_hash_that_was_stored(string team, string hash)
    {
        var (_, journal) = await _functions.Api.CallAsync("GET", $"/api/accounts/acme/teams/{team}/journal");

        Assert.Equal(hash, journal.GetProperty("head").GetString());
        await _functions.AssertConservedAsync(team);
    }

    [Fact]
    public async Task The_journal_explains_the_balance()
    {
        var postings = await _functions.JournalAsync();

        Assert.Equal(100.75m, await _functions.BalanceAsync());
        Assert.Equal(
            100.75m,
            postings
                .Where(posting => !posting.TryGetProperty("unit", out _))
                .Sum(posting => posting.GetProperty("tokens").GetDecimal())
        );
    }

    [Fact]
    public async Task A_purchase_with_a_known_key_gets_the_answer_of_that_time()
    {
        var body = new
        {
            team = "design",
            tokens = 60,
            country = "GB",
            payment = "card",
            reference = "o1",
        };

        var (status, order) = await _functions.Api.CallAsync("POST", "/api/accounts/acme/orders", body, "o1");

        Assert.Equal(
            (201, "ord-4d8e9a5dc50d446d", 60m),
            (status, order.GetProperty("id").GetString(), order.GetProperty("remaining").GetDecimal())
        );
        Assert.Equal(100.75m, await _functions.BalanceAsync());
    }

    [Fact]
    public async Task Meters_know_the_signals_and_windows_of_that_time()
    {
        var known = new DateTimeOffset(2026, 10, 23, 9, 0, 0, TimeSpan.Zero);

        await _functions.SendAsync(
            _functions.Event(user: "priscilla@acme.com", session: "s12", time: known),
            _functions.Event("heartbeat", user: "priscilla@acme.com", session: "s12", time: known.AddMinutes(10))
        );

        Assert.Equal(100.75m, await _functions.BalanceAsync());
        Assert.Empty(await _functions.DeadLetterReasonsAsync());
    }

    [Fact]
    public async Task The_nightly_check_finds_nothing_and_new_use_is_charged()
    {
        _functions.Clock.Advance(TimeSpan.FromDays(1));
        await _functions.Functions.RunDueTimersAsync();

        await _functions.SendAsync(_functions.Event(user: "priscilla@acme.com", session: "s13"));

        Assert.Equal(93.75m, await _functions.BalanceAsync());
        await _functions.AssertConservedAsync();
    }
}
