using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Amqp;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The transport of one connection. Passes complete frames of limited size to the AMQP library, truncates oversized
/// deliveries (<see cref="DeliveryLimit"/>), and pauses reading while memory is short (<see cref="MemoryBudget"/>).
/// </summary>
/// <param name="stream">The connection after <see cref="SaslHandshake"/>.</param>
/// <param name="header">The AMQP header that was already read.</param>
/// <param name="budget">The budget of all connections.</param>
/// <param name="time">The clock for timeouts.</param>
/// <param name="closed">Called once, when the connection is closed.</param>
internal sealed class FrameTransport(
    Stream stream,
    byte[] header,
    MemoryBudget budget,
    TimeProvider time,
    Action<FrameTransport> closed
) : IAsyncTransport
{
    /// <summary>The largest frame, in bytes, sent to clients when the connection opens.</summary>
    internal const int MaxFrameSize = 64 * 1024;

    private const int MinFrameSize = 8;

    // A client that does not read would let responses pile up here.
    private static readonly TimeSpan s_sendTimeout = TimeSpan.FromSeconds(30);

    private readonly PipeReader _reader = PipeReader.Create(stream);
    private readonly DeliveryLimit _limit = new();

    // The bytes from `_position` to `_end` are for the library.
    private byte[] _frame = header;
    private int _position;
    private int _end = header.Length;
    private int _isClosed;

    public void SetConnection(Connection connection) { }

    public async Task<int> ReceiveAsync(byte[] target, int offset, int count)
    {
        if (_position == _end && !await ReadFrameAsync())
        {
            return 0;
        }

        var read = Math.Min(count, _end - _position);
        Array.Copy(_frame, _position, target, offset, read);
        _position += read;
        return read;
    }

    public async Task SendAsync(IList<ByteBuffer> buffers, int listSize)
    {
        var all = new ArrayBufferWriter<byte>(listSize);
        foreach (var part in buffers)
        {
            all.Write(part.Buffer.AsSpan(part.Offset, part.Length));
        }

        using var timeout = new CancellationTokenSource(s_sendTimeout, time);
        await stream.WriteAsync(all.WrittenMemory, timeout.Token);
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        stream.Dispose();
        closed(this);
    }

    public void Send(ByteBuffer buffer) => throw new NotSupportedException("The library sends asynchronously.");

    public int Receive(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The library receives asynchronously.");

    /// <summary>Reads the next frame. Returns false if the client closed the connection.</summary>
    private async Task<bool> ReadFrameAsync()
    {
        await budget.WaitAsync();
        var start = (await _reader.ReadAtLeastAsync(sizeof(int))).Buffer;
        if (start.Length < sizeof(int))
        {
            return false;
        }

        var size = FrameSize(start);
        _reader.AdvanceTo(start.Start);
        var frame = (await _reader.ReadAtLeastAsync(size)).Buffer;
        if (frame.Length < size)
        {
            return false;
        }

        _frame = frame.Slice(0, size).ToArray();
        _reader.AdvanceTo(frame.GetPosition(size));
        (_position, _end) = (0, _limit.Keep(_frame));
        return true;
    }

    private static int FrameSize(ReadOnlySequence<byte> start)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        start.Slice(0, sizeof(int)).CopyTo(bytes);
        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return size is < MinFrameSize or > MaxFrameSize
            ? throw new InvalidDataException($"The frame size {size} is invalid.")
            : (int)size;
    }
}
