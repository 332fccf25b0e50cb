using System.Threading.Channels;
using Amqp;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Hands connections to the AMQP library once their handshake is done. The library takes one at a time, so a peer that
/// stalls in its handshake must not be among them.
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

        // The library would ask again and again if it were told that there are no more.
        return await new TaskCompletionSource<IAsyncTransport>().Task;
    }

    public override void Dispose()
    {
        _ready.Writer.TryComplete();
        base.Dispose();
    }
}
