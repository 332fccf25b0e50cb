namespace FlexFunctions.LocalHost.Tests;

/// <summary>Valid schedules and their occurrences.</summary>
public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 0 * * * *", "2026-03-02T09:00:00Z")]
    [InlineData("30 0 0 1 1 *", "2027-01-01T00:00:30Z")]
    [InlineData("0 */5 * * * *", "2026-03-02T08:35:00Z")]
    [InlineData("0 0 6 * * MON-FRI", "2026-03-03T06:00:00Z")]
    [InlineData("0 0 0 29 FEB *", "2028-02-29T00:00:00Z")]
    [InlineData("00:00:10", "2026-03-02T08:30:10Z")]
    [InlineData("1.00:00:00", "2026-03-03T08:30:00Z")]
    public void Next_occurrence_is_in_utc(string schedule, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next), TimerSchedule.Parse(schedule).Next(FunctionsFixture.Start));

    [Theory]
    [InlineData("* * * * *", "5 fields")]
    [InlineData("", "0 fields")]
    [InlineData("0 0 0 0 0 0 0", "7 fields")]
    [InlineData("0 61 * * * *", "invalid")]
    [InlineData("0 0 0 L * *", "'L'")]
    [InlineData("0 0 0 ? * MON#1", "'?'")]
    [InlineData("@daily", "1 fields")]
    [InlineData("00:00:00", "greater than zero")]
    [InlineData("-00:01:00", "greater than zero")]
    public void Schedule_invalid_in_azure_is_rejected(string schedule, string why) =>
        Assert.Contains(
            why,
            Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Schedule_without_occurrences_returns_the_largest_instant() =>
        Assert.Equal(DateTimeOffset.MaxValue, TimerSchedule.Parse("0 0 0 30 2 *").Next(FunctionsFixture.Start));
}
