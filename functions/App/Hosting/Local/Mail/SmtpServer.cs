using System.Net.Security;
using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The server that carries a local host's mail.</summary>
/// <param name="Address"><c>smtp://host:port</c>, or <c>smtps://host:port</c> if encrypted from the first byte.</param>
/// <param name="From">The sender.</param>
internal sealed record SmtpServer(Uri Address, MailboxAddress From)
{
    private const int SubmissionPort = 587;
    private const int EncryptedPort = 465;

    /// <summary>As whom to log on; null for not at all.</summary>
    public (string User, string Password)? Login { get; init; }

    /// <summary>How long it may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a certificate is the server's; null for those that this machine trusts.</summary>
    public RemoteCertificateValidationCallback? Trusts { get; init; }

    /// <summary>True if encrypted from the first byte.</summary>
    public bool IsEncrypted => Address.Scheme == "smtps";

    /// <summary>
    /// True if it must not be spoken to in the clear: a password is not shown to the network, whoever cut the offer of
    /// STARTTLS out of the server's greeting.
    /// </summary>
    public bool DemandsEncryption => Login is not null && !Address.IsLoopback;

    /// <summary>Where it listens.</summary>
    public int Port =>
        Address is { IsDefaultPort: false, Port: > 0 and var port } ? port
        : IsEncrypted ? EncryptedPort
        : SubmissionPort;

    /// <summary>The address that a setting says.</summary>
    /// <exception cref="InvalidDataException">It says none.</exception>
    public static Uri Parse(string setting) =>
        Uri.TryCreate(setting, UriKind.Absolute, out var address)
        && address is { Scheme: "smtp" or "smtps", Host.Length: > 0, UserInfo: "", PathAndQuery: "/" or "" }
            ? address
            : throw new InvalidDataException(
                $"Setting {AppSettings.MailSmtp} must be smtp://HOST:PORT or smtps://HOST:PORT, without user and password."
            );
}
