using Azure.Identity;
using Azure.Messaging.ServiceBus;
using FlexFunctions.App.Hosting.Azure;
using Moq;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>What the queue's answers mean for the health of the functions.</summary>
public sealed class ServiceBusProbeTests
{
    private readonly Mock<ServiceBusReceiver> _receiver = new(MockBehavior.Strict);

    [Fact]
    public async Task A_queue_that_can_be_peeked_at_is_well_though_it_is_empty()
    {
        _receiver.Setup(queue => queue.PeekMessageAsync(null, default)).ReturnsAsync((ServiceBusReceivedMessage)null!);
        Assert.Null(await new ServiceBusProbe(_receiver.Object).CheckAsync(default));
        _receiver.VerifyAll();
    }

    public static TheoryData<Exception> Failures =>
        [
            new ServiceBusException(),
            new AuthenticationFailedException("no identity"),
            new UnauthorizedAccessException(),
        ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_fails_is_told(Exception failure)
    {
        _receiver.Setup(queue => queue.PeekMessageAsync(null, default)).ThrowsAsync(failure);
        Assert.Same(failure, await new ServiceBusProbe(_receiver.Object).CheckAsync(default));
    }
}
