using MailKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// How far a mail came, by what was really written to the connection: until the line with a dot alone has gone out, the
/// server can not have taken it; from then on only its answer tells.
/// </summary>
internal sealed class SmtpProgress : IProtocolLogger
{
    private static readonly byte[] s_data = "DATA\r\n"u8.ToArray();
    private static readonly byte[] s_end = "\r\n.\r\n"u8.ToArray();

    private readonly byte[] _tail = new byte[s_end.Length];

    /// <summary>True once the mail itself was begun.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>True once all of the mail was written.</summary>
    public bool IsAllSent { get; private set; }

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc/>
    public void LogConnect(Uri uri) { }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var written = buffer.AsSpan(offset, count);
        if (!IsBegun)
        {
            IsBegun = written.SequenceEqual(s_data);
            return;
        }

        foreach (var octet in written)
        {
            _tail.AsSpan(1).CopyTo(_tail);
            _tail[^1] = octet;
            // Within a mail a dot that begins a line is doubled, so this is its end.
            IsAllSent |= _tail.AsSpan().SequenceEqual(s_end);
        }
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count) { }

    /// <inheritdoc/>
    public void Dispose() { }
}
