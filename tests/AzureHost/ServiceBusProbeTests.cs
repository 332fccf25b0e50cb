using Azure.Identity;
using Azure.Messaging.ServiceBus;
using FlexFunctions.App.Hosting.Azure;
using Moq;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>How responses of the queue map to the health of the functions.</summary>
public sealed class ServiceBusProbeTests
{
    private readonly Mock<ServiceBusReceiver> _receiver = new(MockBehavior.Strict);

    [Fact]
    public async Task Empty_queue_is_healthy()
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
    public async Task Failure_is_returned(Exception failure)
    {
        _receiver.Setup(queue => queue.PeekMessageAsync(null, default)).ThrowsAsync(failure);
        Assert.Same(failure, await new ServiceBusProbe(_receiver.Object).CheckAsync(default));
    }
}
