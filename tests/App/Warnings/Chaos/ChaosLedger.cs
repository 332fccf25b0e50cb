using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// A ledger with all kinds of due work: an expired order and expired credits, two orders that expire soon, and a team with a
/// low balance. One recipient is listed by two teams, and one team lists two recipients.
/// </summary>
internal static class ChaosLedger
{
    /// <summary>The instant at which all of it is due.</summary>
    public static readonly DateTimeOffset Due = AppFixture.Start.AddYears(1).AddMinutes(10);

    /// <summary>The mails that must be sent: recipient and warning.</summary>
    private static readonly string[] s_expected =
    [
        "a@acme.com design:LowBalance",
        "b@acme.com build:Expiring",
        "b@acme.com design:LowBalance",
        "c@globex.com ops:Expiring",
    ];

    private static readonly (string Account, string Team)[] s_teams =
    [
        ("acme", "design"),
        ("acme", "build"),
        ("globex", "ops"),
    ];

    public static async Task<StoreCopy> WriteAsync()
    {
        using var memory = SqliteRowStore.OpenMemory();
        await using var story = new TimerStory(new SharedStore(memory));
        await story.PolicyAsync("build", tokens: 1, recipients: "b@acme.com");
        await story.PolicyAsync("ops", "globex", tokens: 1, recipients: "c@globex.com");
        await story.BuyAsync(50, "build");
        await story.CreditsAsync(5, AppFixture.Start.AddYears(1));
        story.AppFixture.Clock.SetUtcNow(AppFixture.Start.AddDays(20));
        await story.BuyAsync(1_000, "build");
        await story.BuyAsync(1_000, "ops", "globex");
        story.AppFixture.Clock.SetUtcNow(Due);
        await story.PolicyAsync(tokens: 990, recipients: ["a@acme.com", "b@acme.com"]);
        await story.BuyAsync(1_000);
        await story.UseAsync(2);
        return await StoreCopy.OfAsync(memory, "acme", "globex");
    }

    /// <summary>Checks that each recipient got each warning once, and that the ledger is consistent.</summary>
    public static async Task AssertRightAsync(IRowStore store, FakeTimeProvider clock, ChaosMailServer server)
    {
        var outbox = await OutboxAsync(store);
        Assert.All(outbox.Values, mail => Assert.Equal("Sent", mail.Status));
        var sent = server
            .Accepted.DistinctBy(mail => mail.OperationId)
            .SelectMany(mail => outbox[mail.OperationId].Intents.Select(intent => $"{mail.Recipient} {intent}"));
        // Each recipient and warning has exactly one operation, and there are no others.
        Assert.Equal(s_expected, sent.Order(StringComparer.Ordinal));
        Assert.Equal(outbox.Count, server.Accepted.DistinctBy(mail => mail.OperationId).Count());
        Assert.Equal(outbox.Count, server.Accepted.DistinctBy(mail => mail.MessageId).Count());
        if (server.Remembers)
        {
            Assert.Equal(0, server.Doubles);
        }

        var ledger = new LedgerStore(store, new RowCache(), clock, new Random(1));
        foreach (var (account, team) in s_teams)
        {
            Assert.Equal(
                team switch
                {
                    "build" => [Tokens.Whole(50)],
                    "design" => [Tokens.Whole(5)],
                    _ => [],
                },
                await ExpiredAsync(ledger, AccountId.Of(account), TeamId.Of(team))
            );
        }

        // The entry that names the ledger itself stays for ever.
        foreach (var kind in Enum.GetValues<DueKind>().Where(kind => kind != DueKind.Ledger))
        {
            Assert.All(
                await ledger.Due.ReadAsync(kind, null, null, 100, default),
                row => Assert.True(row.Entry.At > clock.GetUtcNow(), $"{row.Entry} is left.")
            );
        }
    }

    /// <summary>Returns what expired by a team's journal, which must add up to the stored balance (R18).</summary>
    private static Task<Tokens[]> ExpiredAsync(LedgerStore ledger, AccountId account, TeamId id) =>
        ledger.DecideAfreshAsync(
            account,
            async transaction =>
            {
                var team = (await transaction.ReadTeamAsync(id))!;
                var recomputed = await JournalReader.RecomputeAsync(transaction, id, DateTimeOffset.MaxValue);
                Assert.Empty(Conservation.Violations(recomputed, team.Head, team.Pool));
                var blocks = await transaction.ReadBlocksAsync(id, 1, 1_000);
                return blocks
                    .SelectMany(block => block.Postings)
                    .OfType<Posting.Expired>()
                    .Select(expired => expired.Tokens)
                    .ToArray();
            },
            DateTimeOffset.MaxValue,
            CancellationToken.None
        );

    /// <summary>Returns the mails in the outbox, with their warnings but without order ids.</summary>
    private static async Task<Dictionary<Guid, (string Status, string[] Intents)>> OutboxAsync(IRowStore store)
    {
        var mails = new Dictionary<Guid, (string, string[])>();
        foreach (var account in s_teams.Select(team => team.Account).Distinct())
        {
            foreach (var row in await store.ReadRangeAsync("Ledger", account, "mail|", "mail}", 1_000, default))
            {
                var intents = ((string)row.Properties["Intents"]).Split(' ');
                mails.Add(
                    Guid.Parse((string)row.Properties["OperationId"]),
                    (
                        (string)row.Properties["Status"],
                        [.. intents.Select(intent => string.Join(':', intent.Split(':').Take(2)))]
                    )
                );
            }
        }

        return mails;
    }
}
