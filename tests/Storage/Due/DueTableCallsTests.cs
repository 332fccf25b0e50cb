using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>The store calls of the due table, and its behavior when other instances interfere.</summary>
public sealed class DueTableCallsTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly WatchedRowStore _rows = new();
    private readonly DueTable _due;

    public DueTableCallsTests() => _due = new DueTable(_rows);

    public void Dispose() => _rows.Dispose();

    [Fact]
    public async Task Table_remembers_ten_thousand_announcements_then_forgets_all()
    {
        for (var mail = 0; mail < 10_000; mail++)
        {
            await _due.AnnounceAsync(Mail(mail), default);
        }

        await _due.AnnounceAsync(Mail(0), default);
        await _due.AnnounceAsync(Mail(9_999), default);
        Assert.Equal(10_000, _rows.TakeCalls().Count);

        await _due.AnnounceAsync(Mail(10_000), default);
        await _due.AnnounceAsync(Mail(10_000), default);
        Assert.Equal(["commit Due +acme||m10000"], _rows.TakeCalls());
        await _due.AnnounceAsync(Mail(0), default);
        Assert.Equal(["commit Due +acme||m0", "read acme||m0", "commit Due =acme||m0"], _rows.TakeCalls());
    }

    [Fact]
    public async Task Each_kind_is_remembered_separately()
    {
        var team = TeamId.Of("design");
        await _due.AnnounceAsync(DueEntry.Ledger(AccountId.Of("acme"), team, s_now), default);
        await _due.AnnounceAsync(DueEntry.Warnable(AccountId.Of("acme"), team, s_now), default);
        Assert.Equal(2, _rows.TakeCalls().Count);
    }

    [Fact]
    public async Task Entry_removed_by_another_instance_is_written_again()
    {
        await _due.AnnounceAsync(Mail(1), default);
        var other = new DueTable(_rows);
        var found = await other.ReadAsync(DueKind.Mail, null, null, 10, default);
        _rows.BeforeRead = _ =>
        {
            _rows.BeforeRead = _ => Task.CompletedTask;
            return other.RemoveAsync(found, default);
        };
        _rows.TakeCalls();

        await other.AnnounceAsync(Mail(1), default);

        Assert.Equal(
            ["commit Due +acme||m1", "read acme||m1", "commit Due -acme||m1", "commit Due +acme||m1"],
            _rows.TakeCalls()
        );
    }

    [Fact]
    public async Task Entry_that_never_changes_is_not_read_again()
    {
        var credits = new GrantKey(s_now.AddDays(9), Tokens.Whole(5), OrderId.Of("c1"), GrantUnit.CloudCredits);
        var entry = DueEntry.Expiry(AccountId.Of("acme"), TeamId.Of("design"), credits);
        await _due.AnnounceAsync(entry, default);
        await new DueTable(_rows).AnnounceAsync(entry, default);
        Assert.Equal(
            ["commit Due +2026-11-11|acme|design|c1", "commit Due +2026-11-11|acme|design|c1"],
            _rows.TakeCalls()
        );
    }

    [Fact]
    public async Task Entries_are_removed_in_commits_of_a_hundred()
    {
        for (var mail = 0; mail < 201; mail++)
        {
            await _due.AnnounceAsync(Mail(mail), default);
        }

        var found = await _due.ReadAsync(DueKind.Mail, null, null, 1_000, default);
        _rows.TakeCalls();
        await _due.RemoveAsync(found, default);

        Assert.Equal([100, 100, 1], _rows.TakeCalls().Select(call => call.Count(letter => letter == '-')));
    }

    [Fact]
    public async Task Failed_announcement_reports_the_cause_and_is_not_remembered()
    {
        _rows.AroundCommit = (_, _) => throw new RowStoreException("The store is too busy.", mayHaveBeenApplied: true);
        var failure = await Assert.ThrowsAsync<RowStoreException>(() => _due.AnnounceAsync(Mail(1), default));
        Assert.Equal("The store is too busy.", failure.Message);
        Assert.IsType<RowStoreException>(failure.InnerException);

        // An announcement that failed is not remembered.
        _rows.AroundCommit = (_, commit) => commit();
        await _due.AnnounceAsync(Mail(1), default);
        Assert.Equal(2, _rows.TakeCalls().Count);
    }

    private static DueEntry Mail(int number) => DueEntry.Mail(AccountId.Of("acme"), $"m{number}", s_now);
}
