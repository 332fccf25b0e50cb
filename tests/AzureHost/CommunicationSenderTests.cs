using Azure;
using Azure.Communication.Email;
using FlexFunctions.App;
using FlexFunctions.App.Hosting.Azure;
using Moq;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>How responses of the mail service map to outcomes.</summary>
public sealed class CommunicationSenderTests
{
    private static readonly OutgoingMail s_mail = new(
        Guid.NewGuid(),
        "admin@acme.example",
        new Letter("subject", "<p>html</p>", "text", [new LetterImage("chart1", new byte[] { 1, 2 })])
    );

    private readonly Mock<EmailClient> _client = new(MockBehavior.Strict);

    [Fact]
    public async Task Mail_is_sent_with_its_operation_id()
    {
        EmailMessage? sent = null;
        _client
            .Setup(client => client.SendAsync(WaitUntil.Started, It.IsAny<EmailMessage>(), s_mail.OperationId, default))
            .Callback((WaitUntil _, EmailMessage message, Guid _, CancellationToken _) => sent = message)
            .ReturnsAsync(new EmailSendOperation("id", _client.Object));

        Assert.IsType<SendOutcome.Sent>(await Sender().SendAsync(s_mail, default));

        Assert.Equal("warnings@vendor.example", sent!.Made.Sender);
        Assert.Equal(("<p>html</p>", "text"), (sent.Made.Content.Html, sent.Made.Content.PlainText));
        Assert.Equal("chart1", Assert.Single(sent.Attachments).ContentId);
        Assert.True(sent.UserEngagementTrackingDisabled);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task Invalid_mail_is_refused(int status) =>
        Assert.IsType<SendOutcome.Refused>(await AfterAsync(new RequestFailedException(status, "no")));

    /// <summary>An error of the resource, its domain or our role needs an operator; mails wait until then.</summary>
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Errors_for_every_mail_mean_the_server_is_down(int status) =>
        Assert.Equal(
            new SendOutcome.NotNow("no", ServerIsDown: true),
            await AfterAsync(new RequestFailedException(status, "no"))
        );

    [Theory]
    [InlineData(0)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Ambiguous_error_is_unsure(int status) =>
        Assert.IsType<SendOutcome.Unsure>(await AfterAsync(new RequestFailedException(status, "lost")));

    [Fact]
    public async Task Failed_connection_means_the_server_is_down()
    {
        var never = new HttpRequestException(HttpRequestError.NameResolutionError);

        Assert.Equal(
            new SendOutcome.NotNow("who", ServerIsDown: true),
            await AfterAsync(new RequestFailedException(0, "who", null, never))
        );
    }

    [Theory]
    [InlineData("NotStarted")]
    [InlineData("Running")]
    [InlineData("Succeeded")]
    public async Task Known_operation_is_sent(string status) =>
        Assert.IsType<SendOutcome.Sent>(await AskedAsync(_ => new EmailSendStatus(status)));

    [Theory]
    [InlineData("Failed")]
    [InlineData("Canceled")]
    public async Task Failed_operation_is_refused(string status) =>
        Assert.IsType<SendOutcome.Refused>(await AskedAsync(_ => new EmailSendStatus(status)));

    [Fact]
    public async Task Unknown_operation_returns_null() =>
        Assert.Null(await AskedAsync(_ => throw new RequestFailedException(404, "which?")));

    /// <summary>Null would allow the mail to be sent again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Failed_query_is_unsure(int status) =>
        Assert.IsType<SendOutcome.Unsure>(await AskedAsync(_ => throw new RequestFailedException(status, "later")));

    [Fact]
    public async Task Query_uses_the_operation_id()
    {
        var asked = "";
        await AskedAsync(id =>
        {
            asked = id;
            return EmailSendStatus.Running;
        });
        Assert.Equal(s_mail.OperationId, Guid.Parse(asked));
    }

    private Task<SendOutcome> AfterAsync(Exception answer)
    {
        _client
            .Setup(client => client.SendAsync(WaitUntil.Started, It.IsAny<EmailMessage>(), It.IsAny<Guid>(), default))
            .ThrowsAsync(answer);
        return Sender().SendAsync(s_mail, default);
    }

    private async Task<SendOutcome?> AskedAsync(Func<string, EmailSendStatus> says)
    {
        EmailSendOperation.OnAsk = says;
        return await Sender().AskAsync(s_mail, default);
    }

    private CommunicationSender Sender() => new(_client.Object, "warnings@vendor.example");
}
