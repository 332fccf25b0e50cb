using System.Net.Security;
using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The SMTP server of a local host.</summary>
/// <param name="Address"><c>smtp://host:port</c>, or <c>smtps://host:port</c> for TLS from the start.</param>
/// <param name="From">The sender.</param>
internal sealed record SmtpServer(Uri Address, MailboxAddress From)
{
    private const int SubmissionPort = 587;
    private const int EncryptedPort = 465;

    /// <summary>The credentials, or null for none.</summary>
    public (string User, string Password)? Login { get; init; }

    /// <summary>The timeout.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Validates the server's certificate; null for the machine's trust store.</summary>
    public RemoteCertificateValidationCallback? Trusts { get; init; }

    /// <summary>True for TLS from the start.</summary>
    public bool IsEncrypted => Address.Scheme == "smtps";

    /// <summary>
    /// True if STARTTLS is required: a password is never sent unencrypted, even if an attacker removes STARTTLS from
    /// the server's greeting.
    /// </summary>
    public bool DemandsEncryption => Login is not null && !Address.IsLoopback;

    /// <summary>The port.</summary>
    public int Port =>
        Address is { IsDefaultPort: false, Port: > 0 and var port } ? port
        : IsEncrypted ? EncryptedPort
        : SubmissionPort;

    /// <summary>Parses the address in a setting.</summary>
    /// <exception cref="InvalidDataException">The setting is invalid.</exception>
    public static Uri Parse(string setting) =>
        Uri.TryCreate(setting, UriKind.Absolute, out var address)
        && address is { Scheme: "smtp" or "smtps", Host.Length: > 0, UserInfo: "", PathAndQuery: "/" or "" }
            ? address
            : throw new InvalidDataException(
                $"Setting {AppSettings.MailSmtp} must be smtp://HOST:PORT or smtps://HOST:PORT, without user and password."
            );
}
