namespace FlexFunctions.LocalHost.Tests;

public sealed class ConnectionLimitsTests
{
    [Theory]
    [InlineData(256, 64, 64)]
    [InlineData(1024, 256, 256)]
    [InlineData(1_048_576, 2000, 512)]
    public void Connections_use_at_most_half_of_the_descriptors(long descriptors, int http, int amqp) =>
        Assert.Equal(new ConnectionLimits(http, amqp), ConnectionLimits.For(descriptors));

    [Fact]
    public void Unknown_number_of_descriptors_gives_the_largest_limits() =>
        Assert.Equal(new ConnectionLimits(2000, 512), ConnectionLimits.For(null));
}
