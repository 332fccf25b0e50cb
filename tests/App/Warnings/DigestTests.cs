using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>R17: a recipient gets one mail per run, with all teams of an account that list the recipient.</summary>
public sealed class DigestTests
{
    /// <summary>The number of due entries that a run reads at a time.</summary>
    private const int PageSize = 500;

    private static readonly AccountId s_acme = AccountId.Of("acme");

    [Fact]
    public async Task Each_recipient_gets_one_mail_about_all_teams()
    {
        await using var story = new TimerStory();
        await LowAsync(story, "build", "a@acme.com");
        await LowAsync(story, "design", "a@acme.com", "b@acme.com");
        await LowAsync(story, "sales", "c@acme.com");
        await story.NextRunAsync();

        Assert.Equal(["a@acme.com", "b@acme.com", "c@acme.com"], story.Recipients.Order(StringComparer.Ordinal));
        Assert.Equal(["build:LowBalance", "design:LowBalance"], await IntentsAsync(story, "a@acme.com"));
        Assert.Equal(["design:LowBalance"], await IntentsAsync(story, "b@acme.com"));
        Assert.Equal(["sales:LowBalance"], await IntentsAsync(story, "c@acme.com"));
        Assert.Equal(["a@acme.com sent"], await story.MailsAsync("build"));
        Assert.Equal(["a@acme.com sent", "b@acme.com sent"], (await story.MailsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_recipient_of_two_accounts_gets_one_mail_for_each()
    {
        await using var story = new TimerStory();
        await LowAsync(story, "design", "a@acme.com");
        await story.PolicyAsync(account: "globex", tokens: 990, recipients: "a@acme.com");
        await story.BuyAsync(1_000, account: "globex");
        await story.UseAsync(2, account: "globex");
        await story.NextRunAsync();
        Assert.Equal(2, story.AppFixture.Mail.Mails.Select(mail => mail.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task A_team_without_recipients_has_a_warning_but_no_mail()
    {
        await using var story = new TimerStory();
        await LowAsync(story, "design");
        await story.NextRunAsync();
        Assert.Equal(["low-balance"], await story.KindsAsync());
        Assert.Empty(await story.MailsAsync());
        Assert.Empty(story.AppFixture.Mail.Mails);
    }

    /// <summary>Several commits at the same instant, with mails to the same recipient.</summary>
    [Fact]
    public async Task More_teams_than_one_commit_holds_are_each_warned_once()
    {
        await using var story = new TimerStory();
        const int teams = 120;
        for (var team = 0; team < teams; team++)
        {
            await LowAsync(story, Name(team), "a@acme.com");
        }

        await story.NextRunAsync();
        await story.GoOnAsync(TimeSpan.FromHours(1));

        for (var team = 0; team < teams; team++)
        {
            Assert.Equal(["a@acme.com sent"], await story.MailsAsync(Name(team)));
            Assert.Equal(["low-balance"], await story.KindsAsync(Name(team)));
        }

        Assert.InRange(story.AppFixture.Mail.Mails.Count, 2, 6);
    }

    [Fact]
    public async Task A_recipient_gets_one_mail_even_if_the_due_entries_span_pages()
    {
        await using var story = new TimerStory();
        await LowAsync(story, "a-team", "a@acme.com");
        await LowAsync(story, "z-team", "a@acme.com");
        var page = Enumerable.Range(0, PageSize).Select(Name).Select(TeamId.Of);
        await AnnounceAsync(story, page.Select(team => DueEntry.Warnable(s_acme, team, story.Now)));
        await story.NextRunAsync();

        Assert.Single(story.Recipients);
        Assert.Equal(["low-balance"], await story.KindsAsync("a-team"));
        Assert.Equal(await story.MailsAsync("a-team"), await story.MailsAsync("z-team"));
    }

    [Fact]
    public async Task A_recipient_gets_one_mail_about_low_and_expiring_tokens_of_different_pages()
    {
        await using var story = new TimerStory();
        await story.PolicyAsync("build", tokens: 1, recipients: "a@acme.com");
        await story.BuyAsync(1_000, "build");
        // The entries of another account are due a day before the order's.
        var at = AppFixture.Start.AddYears(1).AddDays(-31);
        var page = Enumerable.Range(0, PageSize).Select(Name);
        await AnnounceAsync(
            story,
            page.Select(order => new DueEntry(DueKind.ExpiryWarning, at, AccountId.Of("globex"), null, order))
        );
        await story.SleepAsync(TimeSpan.FromDays(334));
        await LowAsync(story, "design", "a@acme.com");
        await story.SleepAsync(TimeSpan.FromDays(2));

        Assert.Equal(["expiring"], await story.KindsAsync("build"));
        Assert.Equal(["low-balance"], await story.KindsAsync());
        Assert.Single(story.Recipients);
    }

    [Fact]
    public void A_deserialized_letter_equals_the_serialized_one()
    {
        byte[] png = [.. Enumerable.Range(0, 100_000).Select(number => (byte)((number * 31 >> 3) & 0xFF))];
        var letter = new Letter("Städte", "<p>😀</p>", "text", [new LetterImage("chart", png)]);

        var read = LetterSerializer.Deserialize(LetterSerializer.Serialize(letter));

        Assert.Equal((letter.Subject, letter.Html, letter.Text), (read.Subject, read.Html, read.Text));
        Assert.Equal("chart", Assert.Single(read.Images).ContentId);
        Assert.Equal(png, read.Images[0].Png.ToArray());
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"team{number}");

    /// <summary>Writes due entries without the commits that they announce, as after crashes.</summary>
    private static async Task AnnounceAsync(TimerStory story, IEnumerable<DueEntry> entries)
    {
        foreach (var entry in entries)
        {
            await story.Service<LedgerStore>().Due.AnnounceAsync(entry, CancellationToken.None);
        }
    }

    private static async Task LowAsync(TimerStory story, string team, params string[] recipients)
    {
        await story.PolicyAsync(team, tokens: 995, recipients: recipients);
        await story.BuyAsync(1_000, team);
        await story.UseAsync(1, team);
    }

    /// <summary>Reads the warnings that the mails to a recipient cover, as stored in the outbox.</summary>
    private static async Task<IEnumerable<string>> IntentsAsync(TimerStory story, string recipient)
    {
        var intents = new List<string>();
        await story
            .Service<LedgerStore>()
            .DecideAfreshAsync(
                s_acme,
                async transaction =>
                {
                    foreach (var team in (string[])["build", "design", "sales"])
                    {
                        foreach (var warning in await transaction.ReadWarningsAsync(TeamId.Of(team), null, 10))
                        {
                            var mails = await Task.WhenAll(warning.Mails.Select(transaction.ReadMailAsync));
                            intents.AddRange(
                                mails.Where(mail => mail!.Recipient == recipient).SelectMany(mail => mail!.Intents)
                            );
                        }
                    }

                    return 0;
                },
                DateTimeOffset.MaxValue,
                CancellationToken.None
            );
        return intents.Distinct().Order(StringComparer.Ordinal);
    }
}
