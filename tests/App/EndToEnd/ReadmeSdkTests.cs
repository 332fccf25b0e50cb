using System.Diagnostics;

namespace FlexFunctions.App.Tests;

/// <summary>README's example of sending with the SDK is run as it is printed, but for the port.</summary>
public sealed class ReadmeSdkTests
{
    [Fact]
    public async Task What_README_says_to_send_is_charged()
    {
        var readme = await File.ReadAllTextAsync(Repository.File("README.md"));
        var example = readme.Split("```js\n")[1].Split("```")[0];
        using var state = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(state.Path);
        await host.BuyAsync(100, "acme", "design");
        const string printed =
            "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";
        Assert.Contains(printed, example, StringComparison.Ordinal);

        using var node = Process.Start(
            new ProcessStartInfo(
                "node",
                [
                    "--input-type=module",
                    "--eval",
                    example.Replace(printed, host.ConnectionString, StringComparison.Ordinal),
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                WorkingDirectory = Repository.File("tests"),
            }
        )!;
        var errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, errors);
        Assert.Equal(93, await host.BalanceOnceItIsAsync(93, "acme", "design"));
    }
}
