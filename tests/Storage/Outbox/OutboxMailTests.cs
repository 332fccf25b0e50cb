namespace FlexFunctions.Storage.Tests;

public sealed class OutboxMailTests
{
    [Theory]
    [InlineData(MailStatus.Waiting, false)]
    [InlineData(MailStatus.Sending, false)]
    [InlineData(MailStatus.Sent, true)]
    [InlineData(MailStatus.Refused, true)]
    [InlineData(MailStatus.GivenUp, true)]
    public void Nothing_more_is_to_be_done_for_what_was_sent_refused_or_given_up(MailStatus status, bool isSettled) =>
        Assert.Equal(isSettled, (WatchedLedger.Mail("m1") with { Status = status }).IsSettled);
}
