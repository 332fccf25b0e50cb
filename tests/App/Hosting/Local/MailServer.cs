using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>A real SMTP server on loopback, in a process of its own that is ended by its own id: <c>smtp.mjs</c>.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<X509Certificate2> s_certificate = new(SelfSigned);

    private readonly Process _process;

    private MailServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>The certificate of every such server that encrypts.</summary>
    public static X509Certificate2 Certificate => s_certificate.Value;

    public static async Task<MailServer> StartAsync(
        bool offersStartTls = false,
        bool encrypted = false,
        (string User, string Password)? login = null,
        int refusesSender = 0,
        params (string Recipient, JsonNode What)[] answers
    )
    {
        var start = new ProcessStartInfo("node", [Repository.File("tests/App/Hosting/Local/smtp.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        var process = Process.Start(start)!;
        var server = new MailServer(process, 0);
        try
        {
            var encrypts = offersStartTls || encrypted;
            var options = new JsonObject
            {
                ["key"] = encrypts ? Certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() : null,
                ["cert"] = encrypts ? Certificate.ExportCertificatePem() : null,
                ["encrypted"] = encrypted,
                ["login"] = login is var (user, password) ? new JsonArray(user, password) : null,
                ["refusesSender"] = refusesSender,
                ["answers"] = new JsonObject(
                    answers.Select(answer => KeyValuePair.Create(answer.Recipient, (JsonNode?)answer.What))
                ),
            };
            await process.StandardInput.WriteLineAsync(options.ToJsonString());
            await process.StandardInput.FlushAsync();
            return new MailServer(process, (await server.NextAsync()).GetProperty("port").GetInt32());
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next that it says: a mail that it took, or whose connection it dropped.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var line = await _process.StandardOutput.ReadLineAsync(patience.Token);
        return JsonElement.Parse(line ?? throw new InvalidOperationException("The SMTP server ended."));
    }

    /// <summary>Ends it; whatever it said and nobody heard.</summary>
    public async Task<IReadOnlyList<JsonElement>> EndAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(s_patience);
        var rest = await _process.StandardOutput.ReadToEndAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        return [.. rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
