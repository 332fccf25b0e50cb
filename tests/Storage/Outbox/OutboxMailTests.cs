namespace FlexFunctions.Storage.Tests;

public sealed class OutboxMailTests
{
    [Theory]
    [InlineData(MailStatus.Waiting, false)]
    [InlineData(MailStatus.Sending, false)]
    [InlineData(MailStatus.Sent, true)]
    [InlineData(MailStatus.Refused, true)]
    [InlineData(MailStatus.GivenUp, true)]
    public void Sent_refused_and_given_up_mails_are_settled(MailStatus status, bool isSettled) =>
        Assert.Equal(isSettled, (WatchedLedger.Mail("m1") with { Status = status }).IsSettled);
}
