using System.Threading.Channels;
using Amqp;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Passes connections to the AMQP library after their handshake. The library accepts one connection at a time, so a
/// stalled handshake must not block it.
/// </summary>
internal sealed class AcceptedConnections : TransportProvider
{
    internal const string Scheme = "accepted";

    private readonly Channel<FrameTransport> _ready = Channel.CreateUnbounded<FrameTransport>();

    internal AcceptedConnections() => AddressSchemes = [Scheme];

    internal bool TryAdd(FrameTransport transport) => _ready.Writer.TryWrite(transport);

    public override async Task<IAsyncTransport> CreateAsync(Address address)
    {
        if (await _ready.Reader.WaitToReadAsync() && _ready.Reader.TryRead(out var transport))
        {
            return transport;
        }

        // The library would ask again in a loop, so this task never completes.
        return await new TaskCompletionSource<IAsyncTransport>().Task;
    }

    public override void Dispose()
    {
        _ready.Writer.TryComplete();
        base.Dispose();
    }
}
