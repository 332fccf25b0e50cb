using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Values;

public sealed class ChargeWindowTests
{
    [Fact]
    public void Window_contains_its_start_but_not_its_end()
    {
        var window = new ChargeWindow(Monday("08:00"));
        Assert.Equal(Tuesday("08:00"), window.End);
        Assert.True(window.Contains(Monday("08:00")) && window.Contains(Tuesday("08:00") - Tick));
        Assert.False(window.Contains(Monday("08:00") - Tick) || window.Contains(Tuesday("08:00")));
    }
}
