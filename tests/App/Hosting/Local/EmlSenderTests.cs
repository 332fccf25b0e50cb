using FlexFunctions.App.Hosting.Local;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace FlexFunctions.App.Tests;

public sealed class EmlSenderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    private readonly OutgoingMail _mail = new(
        Guid.NewGuid(),
        "admin@acme.example",
        WarningLetter.Of(SampleDigests.OneLow)
    );

    [Fact]
    public async Task A_mail_is_a_file_that_can_be_read_as_a_mail()
    {
        Assert.IsType<SendOutcome.Sent>(await Sender().SendAsync(_mail, default));

        var file = Assert.Single(Directory.GetFiles(Folder));
        Assert.Equal($"20261124T090000Z-{_mail.OperationId:N}.eml", Path.GetFileName(file));
        using var message = await MimeMessage.LoadAsync(file);
        Assert.Equal(_mail.Letter.Subject, message.Subject);
        Assert.Equal(_mail.Recipient, message.To.ToString());
        Assert.Equal($"{_mail.OperationId:N}@vendor.example", message.MessageId);
        Assert.Equal(_time.GetUtcNow(), message.Date);
        Assert.Equal(_mail.Letter.Text, message.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(_mail.Letter.Html, message.HtmlBody!.ReplaceLineEndings("\n"));
        var image = Assert.Single(message.BodyParts.OfType<MimePart>(), part => part.ContentId == "chart1");
        using var png = new MemoryStream();
        await image.Content!.DecodeToAsync(png);
        Assert.Equal(_mail.Letter.Images[0].Png.ToArray(), png.ToArray());
    }

    [Fact]
    public async Task The_same_mail_is_one_file_whenever_it_is_sent()
    {
        await Sender().SendAsync(_mail, default);
        _time.Advance(TimeSpan.FromHours(1));
        await Sender().SendAsync(_mail, default);
        await Sender().SendAsync(_mail with { OperationId = Guid.NewGuid() }, default);

        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task It_knows_what_it_wrote()
    {
        Assert.Null(await Sender().AskAsync(_mail, default));

        await Sender().SendAsync(_mail, default);

        Assert.IsType<SendOutcome.Sent>(await Sender().AskAsync(_mail, default));
        Assert.Null(await Sender().AskAsync(_mail with { OperationId = Guid.NewGuid() }, default));
    }

    /// <summary>A file of that name is in the folder's place, so nothing can be written.</summary>
    [Fact]
    public async Task A_disk_that_takes_nothing_is_a_server_that_is_down()
    {
        await File.WriteAllTextAsync(Folder, "");

        var outcome = Assert.IsType<SendOutcome.NotNow>(await Sender().SendAsync(_mail, default));
        Assert.True(outcome.ServerIsDown);
    }

    [Fact]
    public async Task What_is_no_address_is_refused() =>
        Assert.IsType<SendOutcome.Refused>(await Sender().SendAsync(_mail with { Recipient = "nobody" }, default));

    public void Dispose() => _folder.Dispose();

    private string Folder => Path.Combine(_folder.Path, "mail");

    private EmlSender Sender() => new(Folder, new MailboxAddress("", "warnings@vendor.example"), _time);
}
