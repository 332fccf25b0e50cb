using System.Buffers.Binary;
using System.Net.Sockets;
using Amqp;

namespace FlexFunctions.LocalHost;

/// <summary>
/// A connection's bytes as the AMQP library reads and writes them: whole frames of bounded size, oversized deliveries
/// cut (<see cref="DeliveryLimit"/>), reading held while there is no room (<see cref="IntakeRoom"/>).
/// </summary>
/// <param name="socket">The connection after <see cref="SaslHandshake"/>.</param>
/// <param name="header">The AMQP header that was read from it already.</param>
/// <param name="room">Of all connections.</param>
/// <param name="time">For patience with peers.</param>
/// <param name="closed">Called once, when the library is done with the connection.</param>
internal sealed class FrameTransport(
    Socket socket,
    byte[] header,
    IntakeRoom room,
    TimeProvider time,
    Action<FrameTransport> closed
) : IAsyncTransport
{
    /// <summary>The largest frame, in bytes; told to peers when the connection opens.</summary>
    internal const int LargestFrame = 64 * 1024;

    private const int SmallestFrame = 8;

    // A peer that does not read for so long would have its answers pile up here.
    private static readonly TimeSpan s_sendPatience = TimeSpan.FromSeconds(30);

    private readonly DeliveryLimit _limit = new();
    private byte[] _buffer = new byte[8 * 1024];

    // In the buffer: [next, shown) may be given to the library, the frame goes on to `end`, what was read to `filled`.
    private int _next;
    private int _shown;
    private int _end;
    private int _filled;
    private int _headerRead;
    private int _isClosed;

    public void SetConnection(Connection connection) { }

    public async Task<int> ReceiveAsync(byte[] target, int offset, int count)
    {
        if (_headerRead < header.Length)
        {
            var part = Math.Min(count, header.Length - _headerRead);
            Array.Copy(header, _headerRead, target, offset, part);
            _headerRead += part;
            return part;
        }

        if (_next == _shown && !await NextFrameAsync())
        {
            return 0;
        }

        var read = Math.Min(count, _shown - _next);
        Array.Copy(_buffer, _next, target, offset, read);
        _next += read;
        return read;
    }

    public async Task SendAsync(IList<ByteBuffer> buffers, int listSize)
    {
        var all = new byte[listSize];
        var length = 0;
        foreach (var part in buffers)
        {
            Array.Copy(part.Buffer, part.Offset, all, length, part.Length);
            length += part.Length;
        }

        using var patience = new CancellationTokenSource(s_sendPatience, time);
        for (var rest = all.AsMemory(0, length); rest.Length > 0; )
        {
            rest = rest[await socket.SendAsync(rest, patience.Token)..];
        }
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        socket.Dispose();
        closed(this);
    }

    public void Send(ByteBuffer buffer) => throw new NotSupportedException("The library sends asynchronously.");

    public int Receive(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The library receives asynchronously.");

    private async Task<bool> NextFrameAsync()
    {
        await room.WaitAsync();
        _next = _end;
        if (!await FillAsync(4))
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_next));
        if (size is < SmallestFrame or > LargestFrame)
        {
            throw new InvalidDataException($"A frame of {size} bytes.");
        }

        if (!await FillAsync((int)size))
        {
            return false;
        }

        _end = _next + (int)size;
        _shown = _next + _limit.Keep(new ArraySegment<byte>(_buffer, _next, (int)size));
        return true;
    }

    /// <summary>Reads until the buffer holds so many bytes from `next` on; false if the peer has closed.</summary>
    private async Task<bool> FillAsync(int count)
    {
        if (_next == _filled)
        {
            _next = _filled = 0;
        }

        if (_buffer.Length - _next < count)
        {
            var larger = count > _buffer.Length ? new byte[LargestFrame] : _buffer;
            _buffer.AsSpan(_next, _filled - _next).CopyTo(larger);
            (_buffer, _next, _filled) = (larger, 0, _filled - _next);
        }

        while (_filled - _next < count)
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_filled));
            if (read == 0)
            {
                return false;
            }

            _filled += read;
        }

        return true;
    }
}
