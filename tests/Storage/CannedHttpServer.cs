using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// Gives requests on 127.0.0.1 the answers it was told, the last of them from then on, and ends the connection with each.
/// </summary>
public sealed class CannedHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<byte[]> _answers;
    private readonly Task _serving;

    /// <param name="answers">Whole HTTP answers, at least one; line ends become CRLF.</param>
    public CannedHttpServer(params string[] answers)
    {
        _answers = new(answers.Select(answer => Encoding.UTF8.GetBytes(answer.ReplaceLineEndings("\r\n"))));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                await ReadRequestAsync(stream);
                await stream.WriteAsync(_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek(), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the server.
        }
    }

    private async Task ReadRequestAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var length = 0;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line["Content-Length:".Length..]);
            }
        }
        // A reader waits for input even if nothing is asked of it.
        if (length > 0)
        {
            await reader.ReadBlockAsync(new char[length], _stop.Token);
        }
    }
}
