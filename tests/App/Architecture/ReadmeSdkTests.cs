using System.Diagnostics;

namespace FlexFunctions.App.Tests;

/// <summary>Runs README's SDK examples unchanged, except for the port.</summary>
public sealed class ReadmeSdkTests
{
    private const string PrintedConnectionString =
        "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";

    [Theory]
    [InlineData("csharp", "send.cs", "dotnet", "run")]
    [InlineData("js", "send.mjs", "node")]
    public async Task README_SDK_examples_are_charged(string language, string file, params string[] command)
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, file);
        // The folder in which Node finds the SDK.
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "node_modules"), Repository.File("tests/node_modules"));
        await using var host = await HostProcess.StartAsync(Path.Combine(folder.Path, "state"));
        await host.BuyAsync(100, "acme", "design");
        await File.WriteAllTextAsync(program, await ExampleAsync(language, host.ConnectionString));

        await RunAsync(folder.Path, [.. command, program]);

        Assert.Equal(93, await host.BalanceOnceItIsAsync(93, "acme", "design"));
    }

    private static async Task<string> ExampleAsync(string language, string connectionString)
    {
        var readme = await File.ReadAllTextAsync(Repository.File("README.md"));
        var example = readme.Split($"```{language}\n")[1].Split("```")[0];
        Assert.Contains(PrintedConnectionString, example, StringComparison.Ordinal);
        return example.Replace(PrintedConnectionString, connectionString, StringComparison.Ordinal);
    }

    private static async Task RunAsync(string folder, string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            }
        )!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
