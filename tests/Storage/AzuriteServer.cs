using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// Runs the table service of Azurite, from the npm package in `tests/node_modules`, on a free port with its own
/// accounts and folder. Disposing it ends the process.
/// </summary>
public sealed class AzuriteServer : IDisposable
{
    private const string Account = "flextest";
    private const int Accounts = 256;
    private const int Attempts = 5;

    private readonly Process _process;
    private readonly string _folder;
    private readonly string _key;
    private int _accounts;

    private AzuriteServer(Process process, int port, string folder, string key)
    {
        _process = process;
        Port = port;
        _folder = folder;
        _key = key;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The connection string of the first account.</summary>
    public string ConnectionString => ConnectionStringThrough(Port);

    /// <summary>
    /// Returns the connection string of the first account through a proxy on another port of 127.0.0.1.
    /// </summary>
    public string ConnectionStringThrough(int port) => ConnectionStringOf(Account, port);

    /// <summary>Returns the connection string of an account, directly or through a proxy on another port.</summary>
    public string ConnectionStringOf(string account, int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={_key};"
        + $"TableEndpoint=http://127.0.0.1:{port}/{account}";

    /// <summary>Returns the name of an unused account, which has no tables.</summary>
    /// <exception cref="InvalidOperationException">Every account is used.</exception>
    public string NextAccount() =>
        Interlocked.Increment(ref _accounts) is var number && number <= Accounts
            ? $"{Account}{number}"
            : throw new InvalidOperationException($"This Azurite has only {Accounts} accounts.");

    /// <summary>Starts the server and waits until it accepts connections.</summary>
    public static async Task<AzuriteServer> StartAsync()
    {
        // Azurite does not report the port it got for port 0. A free port is chosen first and may be taken by then.
        for (var attempt = 1; ; attempt++)
        {
            var server = Start(FreePort());
            try
            {
                await server.ReadyAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                server.Dispose();
            }
            catch
            {
                server.Dispose();
                throw;
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static AzuriteServer Start(int port)
    {
        var folder = Directory.CreateTempSubdirectory("flex-azurite-").FullName;
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        string[] options =
        [
            Program(),
            "--tableHost",
            "127.0.0.1",
            "--tablePort",
            $"{port}",
            "--location",
            folder,
            "--skipApiVersionCheck",
            "--disableTelemetry",
            "--silent",
        ];
        var start = new ProcessStartInfo("node", options)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // One environment variable lists all accounts; Azurite reads it only at the start.
        var accounts = Enumerable.Range(1, Accounts).Select(number => $"{Account}{number}").Prepend(Account);
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', accounts.Select(account => $"{account}:{key}"));
        return new AzuriteServer(Process.Start(start)!, port, folder, key);
    }

    /// <exception cref="InvalidOperationException">The process ended before it was ready.</exception>
    private async Task ReadyAsync()
    {
        var errors = new StringBuilder();
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        // All output is read, also after the start, because a full pipe would block the process. Null is the end.
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                started.TrySetResult(false);
            }
            else if (line.Data.Contains("successfully", StringComparison.Ordinal))
            {
                started.TrySetResult(true);
            }
        };
        _process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (!await started.Task)
        {
            await _process.WaitForExitAsync();
            throw new InvalidOperationException($"Azurite did not start. {errors}");
        }
        using var probe = new TcpClient();
        await probe.ConnectAsync(IPAddress.Loopback, Port);
    }

    private static string Program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FlexFunctions.sln")))
        {
            folder = folder.Parent;
        }

        var program = Path.Combine(
            folder?.FullName ?? "",
            "tests/node_modules/azurite/dist/src/table/main.js".Replace('/', Path.DirectorySeparatorChar)
        );
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException("Azurite is not installed: run tests/run, or npm ci in tests.", program);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
