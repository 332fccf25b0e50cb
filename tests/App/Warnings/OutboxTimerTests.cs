using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.App.Tests;

/// <summary>R17: mails that a server accepts, refuses, postpones or loses. A mail stays one mail, however often it is sent.</summary>
public sealed class OutboxTimerTests
{
    private static readonly SendOutcome s_later = new SendOutcome.NotNow("busy", ServerIsDown: false);
    private static readonly SendOutcome s_down = new SendOutcome.NotNow("no answer", ServerIsDown: true);
    private static readonly SendOutcome s_unsure = new SendOutcome.Unsure("the answer was lost");

    [Fact]
    public async Task A_refused_mail_does_not_block_the_others()
    {
        await using var story = await LowAsync("a@acme.com", "wrong@acme.com", "z@acme.com");
        using var measured = new Measured(story.AppFixture);
        story.AppFixture.Mail.Answer = mail =>
            mail.Recipient == "wrong@acme.com" ? new SendOutcome.Refused("no such mailbox") : new SendOutcome.Sent();
        await story.NextRunAsync();
        await story.GoOnAsync(TimeSpan.FromHours(2));

        Assert.Equal(
            ["a@acme.com sent", "wrong@acme.com refused", "z@acme.com sent"],
            (await story.MailsAsync()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            "no such mailbox",
            Mails(await story.WarningsAsync(), "wrong@acme.com").GetProperty("reason").GetString()
        );
        Assert.Equal(3, story.AppFixture.Mail.Mails.Count);
        Assert.Equal((2, 1), (measured["flex.mails outcome=sent"], measured["flex.mails outcome=refused"]));
    }

    [Fact]
    public async Task A_postponed_mail_is_sent_by_the_next_run()
    {
        await using var story = await LowAsync("a@acme.com", "b@acme.com");
        var busy = true;
        story.AppFixture.Mail.Answer = mail =>
            busy && mail.Recipient == "a@acme.com" ? s_later : new SendOutcome.Sent();
        await story.NextRunAsync();
        Assert.Equal(
            ["a@acme.com waiting", "b@acme.com sent"],
            (await story.MailsAsync()).Order(StringComparer.Ordinal)
        );

        busy = false;
        await story.NextRunAsync();
        Assert.Equal(["a@acme.com sent", "b@acme.com sent"], (await story.MailsAsync()).Order(StringComparer.Ordinal));
        AssertOneOperationEach(story, 2);
        Assert.Equal(2, Mails(await story.WarningsAsync(), "a@acme.com").GetProperty("attempts").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_is_given_up_after_three_days_of_retries(bool isUnsure)
    {
        await using var story = await LowAsync("a@acme.com");
        story.AppFixture.Mail.Answer = _ => isUnsure ? s_unsure : s_later;
        await story.GoOnAsync(TimeSpan.FromDays(3));
        Assert.Equal([isUnsure ? "a@acme.com sending" : "a@acme.com waiting"], await story.MailsAsync());

        await story.GoOnAsync(TimeSpan.FromHours(1));
        Assert.Equal(["a@acme.com givenUp"], await story.MailsAsync());
        var tries = story.AppFixture.Mail.Mails.Count;
        await story.GoOnAsync(TimeSpan.FromDays(1));
        Assert.Equal(tries, story.AppFixture.Mail.Mails.Count);
        AssertOneOperationEach(story, 1);
    }

    [Fact]
    public async Task All_mails_are_sent_once_after_an_hour_without_a_server()
    {
        string[] recipients = [.. Enumerable.Range(0, 10).Select(Address)];
        await using var story = await LowAsync(recipients);
        var accepted = new List<string>();
        var isDown = true;
        story.AppFixture.Mail.Answer = mail =>
        {
            if (isDown)
            {
                return s_down;
            }

            accepted.Add(mail.Recipient);
            return new SendOutcome.Sent();
        };
        await story.GoOnAsync(TimeSpan.FromHours(1));
        // Each run stops after one attempt, because the server is down.
        Assert.Equal(4, story.AppFixture.Mail.Mails.Count);

        isDown = false;
        await story.NextRunAsync();
        await story.GoOnAsync(TimeSpan.FromHours(2));
        Assert.Equal(recipients.Order(StringComparer.Ordinal), accepted.Order(StringComparer.Ordinal));
        AssertOneOperationEach(story, recipients.Length);
    }

    [Fact]
    public async Task An_outcome_that_was_lost_is_looked_up_before_sending_again()
    {
        await using var story = await LowAsync("a@acme.com");
        story.AppFixture.Mail.Answer = _ => s_unsure;
        story.AppFixture.Mail.Known = _ => new SendOutcome.Sent();
        await story.NextRunAsync();
        Assert.Equal(["a@acme.com sending"], await story.MailsAsync());

        await story.NextRunAsync();
        Assert.Equal(["a@acme.com sent"], await story.MailsAsync());
        Assert.Single(story.AppFixture.Mail.Mails);
    }

    [Fact]
    public async Task A_mail_with_an_unknown_outcome_is_sent_again_unchanged()
    {
        await using var story = await LowAsync("a@acme.com");
        story.AppFixture.Mail.Answer = _ => story.AppFixture.Mail.Mails.Count == 1 ? s_unsure : new SendOutcome.Sent();
        await story.NextRunAsync();
        await story.GoOnAsync(TimeSpan.FromHours(1));

        Assert.Equal(["a@acme.com sent"], await story.MailsAsync());
        Assert.Equal(2, story.AppFixture.Mail.Mails.Count);
        AssertOneOperationEach(story, 1);
        Assert.Single(story.AppFixture.Mail.Mails.Select(mail => mail.MessageId).Distinct());
        Assert.Single(story.AppFixture.Mail.Mails.Select(mail => JsonSerializer.Serialize(mail.Letter)).Distinct());
    }

    [Fact]
    public async Task Mails_beyond_the_quota_are_sent_later()
    {
        await using var story = new TimerStory();
        const int teams = 7;
        for (var team = 0; team < teams; team++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"team{team}");
            await LowAsync(story, "acme", name, Enumerable.Range(20 * team, 20));
        }

        var sent = new List<DateTimeOffset>();
        story.AppFixture.Mail.Answer = _ =>
        {
            sent.Add(story.Now);
            return new SendOutcome.Sent();
        };
        await story.NextRunAsync();
        Assert.Equal(30, sent.Count);

        await story.GoOnAsync(TimeSpan.FromMinutes(45));
        Assert.Equal(100, sent.Count);

        await story.GoOnAsync(TimeSpan.FromHours(1));
        Assert.Equal(20 * teams, sent.Count);
        AssertOneOperationEach(story, 20 * teams);
        Assert.All(sent, from => Assert.InRange(sent.Count(at => at >= from && at < from.AddHours(1)), 1, 100));
        Assert.All(sent, from => Assert.InRange(sent.Count(at => at >= from && at < from.AddMinutes(1)), 1, 30));
    }

    /// <summary>A sender reports failures as outcomes; an exception is a bug that costs one mail at most.</summary>
    [Fact]
    public async Task A_sender_that_throws_does_not_hold_up_the_other_mails()
    {
        await using var story = await LowAsync("a@acme.com", "b@acme.com", "c@acme.com");
        string? first = null;
        var isBroken = true;
        story.AppFixture.Mail.Answer = mail =>
            mail.Recipient == (first ??= mail.Recipient) && isBroken
                ? throw new InvalidOperationException("a bug")
                : new SendOutcome.Sent();
        story.AppFixture.Mail.Known = _ => isBroken ? throw new InvalidOperationException("a bug") : null;
        await story.NextRunAsync();
        await story.NextRunAsync();

        Assert.Equal(["sending", "sent", "sent"], Statuses(await story.MailsAsync()));
        var reason = Mails(await story.WarningsAsync(), first!).GetProperty("reason").GetString();
        Assert.Equal("The mail sender failed (InvalidOperationException).", reason);

        isBroken = false;
        await story.NextRunAsync();
        Assert.Equal(["sent", "sent", "sent"], Statuses(await story.MailsAsync()));
        AssertOneOperationEach(story, 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mails_that_are_always_put_off_do_not_use_up_the_quota_of_others(bool isUnsure)
    {
        await using var story = new TimerStory();
        await LowAsync(story, "acme", "design", Enumerable.Range(0, 15));
        await LowAsync(story, "acme", "build", Enumerable.Range(15, 15));
        story.AppFixture.Mail.Answer = mail =>
            mail.Recipient.StartsWith("admin0", StringComparison.Ordinal)
                ? isUnsure
                    ? s_unsure
                    : s_later
                : new SendOutcome.Sent();
        await story.NextRunAsync();
        Assert.Equal(MailQuota.Default.PerMinute, story.AppFixture.Mail.Mails.Count);

        await LowAsync(story, "acme", "sales", [100]);
        await LowAsync(story, "globex", "design", [101]);
        await story.NextRunAsync();
        Assert.Equal(["admin100@acme.com sent"], await story.MailsAsync("sales"));
        Assert.Equal(["admin101@acme.com sent"], await story.MailsAsync(account: "globex"));
        // What is left of the quota goes to the retries.
        Assert.Equal(2 * MailQuota.Default.PerMinute, story.AppFixture.Mail.Mails.Count);
    }

    [Fact]
    public async Task Mails_that_were_put_off_are_retried_in_turn()
    {
        await using var story = new TimerStory();
        await LowAsync(story, "acme", "design", Enumerable.Range(0, 20));
        await LowAsync(story, "acme", "build", Enumerable.Range(20, 20));
        await LowAsync(story, "globex", "design", [40]);
        story.AppFixture.Mail.Answer = _ => s_later;
        await story.GoOnAsync(TimeSpan.FromHours(4));

        var attempts = story
            .AppFixture.Mail.Mails.GroupBy(mail => mail.Recipient)
            .Select(mails => mails.Count())
            .ToList();
        Assert.Equal(41, attempts.Count);
        Assert.True(attempts.Max() - attempts.Min() <= 1, string.Join(' ', attempts));
    }

    private static void AssertOneOperationEach(TimerStory story, int recipients)
    {
        var byRecipient = story.AppFixture.Mail.Mails.GroupBy(mail => mail.Recipient).ToList();
        Assert.Equal(recipients, byRecipient.Count);
        Assert.All(byRecipient, mails => Assert.Single(mails.Select(mail => mail.OperationId).Distinct()));
    }

    /// <summary>A team with a low balance that has not been warned yet.</summary>
    private static async Task<TimerStory> LowAsync(params string[] recipients)
    {
        var story = new TimerStory();
        await story.PolicyAsync(tokens: 990, recipients: recipients);
        await story.BuyAsync(1_000);
        await story.UseAsync(2);
        return story;
    }

    /// <summary>Makes the balance of a team low, with numbered recipients.</summary>
    private static async Task LowAsync(TimerStory story, string account, string team, IEnumerable<int> recipients)
    {
        await story.PolicyAsync(team, account, tokens: 990, recipients: [.. recipients.Select(Address)]);
        await story.BuyAsync(1_000, team, account);
        await story.UseAsync(2, team, account);
    }

    private static IEnumerable<string> Statuses(IEnumerable<string> mails) =>
        mails.Select(mail => mail.Split(' ')[1]).Order(StringComparer.Ordinal);

    private static string Address(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"admin{number:000}@acme.com");

    private static JsonElement Mails(IReadOnlyList<JsonElement> warnings, string recipient) =>
        warnings
            .SelectMany(warning => warning.GetProperty("mails").EnumerateArray())
            .Single(mail => mail.GetProperty("recipient").GetString() == recipient);
}
