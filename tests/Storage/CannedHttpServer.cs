using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// An HTTP server on 127.0.0.1 with fixed responses. It repeats the last one and closes the connection after each.
/// </summary>
public sealed class CannedHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<byte[]> _answers;
    private readonly Task _serving;

    /// <param name="answers">Complete HTTP responses, at least one; line ends become CRLF.</param>
    public CannedHttpServer(params string[] answers)
    {
        _answers = new(answers.Select(answer => Encoding.UTF8.GetBytes(answer.ReplaceLineEndings("\r\n"))));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
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
            // The server is disposed.
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
        // ReadBlockAsync waits for input even if zero characters are requested.
        if (length > 0)
        {
            await reader.ReadBlockAsync(new char[length], _stop.Token);
        }
    }
}
