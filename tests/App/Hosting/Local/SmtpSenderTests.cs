using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using FlexFunctions.App.Hosting.Local;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace FlexFunctions.App.Tests;

/// <summary>Mail to a real server on loopback.</summary>
public sealed class SmtpSenderTests
{
    private const string Admin = "admin@acme.example";

    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_mail_arrives_once_whole_and_as_itself()
    {
        await using var server = await MailServer.StartAsync();
        var mail = Mail(Admin);

        Assert.IsType<SendOutcome.Sent>(await Sender(server).SendAsync(mail, default));

        var taken = await server.NextAsync();
        Assert.Equal("warnings@vendor.example", taken.GetProperty("from").GetString());
        Assert.Equal([Admin], taken.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
        Assert.Equal(Admin, taken.GetProperty("headerTo").GetString());
        Assert.Equal(mail.Letter.Subject, taken.GetProperty("subject").GetString());
        Assert.Equal($"<{mail.OperationId:N}@vendor.example>", taken.GetProperty("messageId").GetString());
        Assert.Equal(s_now, taken.GetProperty("date").GetDateTimeOffset());
        Assert.Equal("auto-generated", taken.GetProperty("autoSubmitted").GetString());
        Assert.Equal("multipart/alternative", taken.GetProperty("type").GetString());
        Assert.Equal(mail.Letter.Text.TrimEnd(), taken.GetProperty("text").GetString()!.TrimEnd());
        Assert.Contains("design has 19 tokens left", taken.GetProperty("html").GetString(), StringComparison.Ordinal);
        var image = Assert.Single(taken.GetProperty("images").EnumerateArray());
        Assert.Equal(
            ("chart1", "image/png", "inline", true),
            (
                image.GetProperty("cid").GetString(),
                image.GetProperty("type").GetString(),
                image.GetProperty("disposition").GetString(),
                image.GetProperty("related").GetBoolean()
            )
        );
        Assert.Equal(mail.Letter.Images[0].Png.ToArray(), image.GetProperty("content").GetBytesFromBase64());
        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public async Task An_offer_to_encrypt_is_taken()
    {
        await using var server = await MailServer.StartAsync(offersStartTls: true);

        Assert.IsType<SendOutcome.Sent>(await Sender(server, trusts: true).SendAsync(Mail(Admin), default));

        Assert.True((await server.NextAsync()).GetProperty("secure").GetBoolean());
    }

    [Fact]
    public async Task A_server_may_encrypt_from_the_first_byte()
    {
        await using var server = await MailServer.StartAsync(encrypted: true);

        var outcome = await Sender(server, trusts: true, scheme: "smtps").SendAsync(Mail(Admin), default);

        Assert.IsType<SendOutcome.Sent>(outcome);
        Assert.True((await server.NextAsync()).GetProperty("secure").GetBoolean());
    }

    [Fact]
    public async Task A_server_that_is_not_who_it_says_gets_nothing()
    {
        await using var server = await MailServer.StartAsync(offersStartTls: true);

        AssertDown(await Sender(server).SendAsync(Mail(Admin), default));

        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public async Task It_logs_on()
    {
        await using var server = await MailServer.StartAsync(offersStartTls: true, login: ("flex", "secret"));

        var outcome = await Sender(server, trusts: true, login: ("flex", "secret")).SendAsync(Mail(Admin), default);

        Assert.IsType<SendOutcome.Sent>(outcome);
        Assert.Equal("flex", (await server.NextAsync()).GetProperty("user").GetString());
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task A_log_on_that_fails_is_no_fault_of_the_mail(string? password)
    {
        await using var server = await MailServer.StartAsync(login: ("flex", "secret"));

        AssertDown(
            await Sender(server, login: password is null ? null : ("flex", password)).SendAsync(Mail(Admin), default)
        );

        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public void A_password_is_sent_in_the_clear_to_this_machine_alone()
    {
        Assert.False(Server("smtp://127.0.0.1:25").DemandsEncryption);
        Assert.True(Server("smtp://mail.example.com").DemandsEncryption);

        static SmtpServer Server(string address) => new(new Uri(address), From) { Login = ("u", "p") };
    }

    [Theory]
    [InlineData("451 come back later")]
    [InlineData("450 no admin@acme.example here")]
    public async Task What_is_not_taken_now_is_sent_later(string answer)
    {
        await using var server = await MailServer.StartAsync(
            answers: (Admin, answer.StartsWith("451", StringComparison.Ordinal) ? "data 451" : 450)
        );

        var outcome = await Sender(server).SendAsync(Mail(Admin), default);

        Assert.Equal(new SendOutcome.NotNow(answer, ServerIsDown: false), outcome);
        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public async Task A_mail_that_is_not_liked_is_refused()
    {
        await using var server = await MailServer.StartAsync(answers: (Admin, "data 554"));

        Assert.Equal(
            new SendOutcome.Refused("554 we do not like it"),
            await Sender(server).SendAsync(Mail(Admin), default)
        );
    }

    [Fact]
    public async Task A_sender_that_is_not_liked_is_refused()
    {
        await using var server = await MailServer.StartAsync(refusesSender: 550);

        Assert.Equal(new SendOutcome.Refused("550 not from you"), await Sender(server).SendAsync(Mail(Admin), default));
    }

    [Fact]
    public async Task One_address_of_three_that_is_refused_keeps_nobody_else_from_their_mail()
    {
        await using var server = await MailServer.StartAsync(answers: ("gone@acme.example", 550));
        var sender = Sender(server);

        var outcomes = new List<SendOutcome>();
        foreach (var recipient in new[] { Admin, "gone@acme.example", "boss@acme.example" })
        {
            outcomes.Add(await sender.SendAsync(Mail(recipient), default));
        }

        Assert.Equal(
            [new SendOutcome.Sent(), new SendOutcome.Refused("550 no gone@acme.example here"), new SendOutcome.Sent()],
            outcomes
        );
        var took = (await server.EndAsync()).Select(mail => mail.GetProperty("headerTo").GetString());
        Assert.Equal([Admin, "boss@acme.example"], took);
    }

    /// <summary>The server cannot have accepted the mail: it is too large for the connection's buffers, and its end was never sent.</summary>
    [Fact]
    public async Task A_connection_that_breaks_before_the_mails_end_is_for_later()
    {
        await using var server = await MailServer.StartAsync(answers: (Admin, "drop on data"));
        var mail = Mail(Admin);
        var large = new LetterImage("large", new byte[48 << 20]);
        mail = mail with { Letter = mail.Letter with { Images = [large] } };

        var outcome = Assert.IsType<SendOutcome.NotNow>(await Sender(server).SendAsync(mail, default));

        Assert.False(outcome.ServerIsDown);
        Assert.Equal(Admin, (await server.NextAsync()).GetProperty("dropped").GetString());
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_mails_end_leaves_it_open_what_became_of_it()
    {
        await using var server = await MailServer.StartAsync(answers: (Admin, "drop after dot"));
        var sender = Sender(server);

        Assert.IsType<SendOutcome.Unsure>(await sender.SendAsync(Mail(Admin), default));

        Assert.Equal(Admin, (await server.NextAsync()).GetProperty("dropped").GetString());
        Assert.Null(await sender.AskAsync(Mail(Admin), default));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_down()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        AssertDown(await Sender(port).SendAsync(Mail(Admin), default));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_down()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();

        AssertDown(
            await Sender(((IPEndPoint)mute.LocalEndpoint).Port, patience: TimeSpan.FromMilliseconds(200))
                .SendAsync(Mail(Admin), default)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a@b.example, c@d.example")]
    [InlineData("a@b.example\r\nBcc: c@d.example")]
    public async Task What_is_no_address_is_refused_before_any_server_is_asked(string recipient) =>
        Assert.IsType<SendOutcome.Refused>(await Sender(port: 1).SendAsync(Mail(recipient), default));

    private static MailboxAddress From { get; } = new("", "warnings@vendor.example");

    private static void AssertDown(SendOutcome outcome) =>
        Assert.True(outcome is SendOutcome.NotNow { ServerIsDown: true, Reason.Length: > 0 }, $"{outcome}");

    private static OutgoingMail Mail(string recipient) =>
        new(Guid.NewGuid(), recipient, WarningLetter.Of(SampleDigests.OneLow));

    private static SmtpSender Sender(
        MailServer server,
        bool trusts = false,
        string scheme = "smtp",
        (string User, string Password)? login = null
    ) => Sender(server.Port, trusts, scheme, login);

    private static SmtpSender Sender(
        int port,
        bool trusts = false,
        string scheme = "smtp",
        (string User, string Password)? login = null,
        TimeSpan? patience = null
    ) =>
        new(
            new SmtpServer(new Uri($"{scheme}://127.0.0.1:{port}"), From)
            {
                Login = login,
                Patience = patience ?? TimeSpan.FromSeconds(30),
                Trusts = trusts
                    ? (_, certificate, _, _) =>
                        certificate!.GetCertHashString() == MailServer.Certificate.GetCertHashString()
                    : null,
            },
            new FakeTimeProvider(s_now)
        );
}
