using MailKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// Tracks how much of a mail was written to the connection. Until the final line with a single dot was written, the
/// server cannot have accepted the mail; after that, only its response shows it.
/// </summary>
internal sealed class SmtpProgress : IProtocolLogger
{
    private static readonly byte[] s_data = "DATA\r\n"u8.ToArray();
    private static readonly byte[] s_end = "\r\n.\r\n"u8.ToArray();

    private readonly byte[] _tail = new byte[s_end.Length];

    /// <summary>True after the mail data was started.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>True after the mail was written completely.</summary>
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
            // A dot at the start of a line of the mail is doubled, so this is the end.
            IsAllSent |= _tail.AsSpan().SequenceEqual(s_end);
        }
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count) { }

    /// <inheritdoc/>
    public void Dispose() { }
}
