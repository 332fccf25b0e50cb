using FlexFunctions.App.Hosting.Local;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Tests;

public sealed class LocalMailTests
{
    [Fact]
    public void Without_a_server_mail_is_written_to_files() =>
        Assert.IsType<EmlSender>(Sender((AppSettings.MailFrom, "warnings@DOMAIN"), (AppSettings.MailSmtp, "")));

    [Theory]
    [InlineData("smtp://mail.example.com:2525", 2525, false)]
    [InlineData("smtp://mail.example.com", 587, false)]
    [InlineData("smtps://mail.example.com", 465, true)]
    [InlineData("smtps://[::1]:10465/", 10465, true)]
    public void A_server_is_named_by_its_address(string setting, int port, bool encrypted)
    {
        var server = new SmtpServer(SmtpServer.Parse(setting), new("", "a@b.example"));

        Assert.Equal((port, encrypted), (server.Port, server.IsEncrypted));
        Assert.IsType<SmtpSender>(Sender((AppSettings.MailSmtp, setting)));
    }

    [Theory]
    [InlineData(AppSettings.MailSmtp, "mail.example.com")]
    [InlineData(AppSettings.MailSmtp, "http://mail.example.com")]
    [InlineData(AppSettings.MailSmtp, "smtp://user:word@mail.example.com")]
    [InlineData(AppSettings.MailFrom, "nobody")]
    public void A_setting_without_sense_is_named(string name, string value)
    {
        var error = Assert.Throws<InvalidDataException>(() => Sender((name, value)));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_has_a_password()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            Sender((AppSettings.MailSmtp, "smtp://127.0.0.1:25"), (AppSettings.MailSmtpUser, "flex"))
        );
        Assert.Contains(AppSettings.MailSmtpPassword, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void How_much_may_go_out_is_a_setting()
    {
        Assert.Equal(new MailQuota(30, 100), AppSettings.MailQuota(Settings()));
        Assert.Equal(
            new MailQuota(5, 7),
            AppSettings.MailQuota(Settings((AppSettings.MailPerMinute, "5"), (AppSettings.MailPerHour, "7")))
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1.5")]
    public void A_quota_is_a_whole_number_above_zero(string value)
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            AppSettings.MailQuota(Settings((AppSettings.MailPerHour, value)))
        );
        Assert.Contains(AppSettings.MailPerHour, error.Message, StringComparison.Ordinal);
    }

    private static IMailSender Sender(params (string Name, string Value)[] settings) =>
        LocalMail.Sender(Settings(settings), "mail", TimeProvider.System);

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
            )
            .Build();
}
