using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FlexFunctions.App.Tests;

/// <summary>Runs README's examples unchanged, except for the port, the state folder and the process id.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task README_examples_work_as_printed()
    {
        using var state = new TemporaryFolder();
        var blocks = Blocks()
            .Matches(await File.ReadAllTextAsync(Repository.File("README.md")))
            .Select(block => block.Groups["code"].Value)
            .ToList();
        Assert.Equal(7, blocks.Count);
        await using (var host = await HostProcess.StartAsync(state.Path))
        {
            var output = await BashAsync(string.Join('\n', blocks[..4]), host, state.Path);

            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains("\"tokens\":100,\"unitPrice\":2.94,\"total\":294.00", lines[0], StringComparison.Ordinal);
            Assert.Equal("201", lines[1]);
            Assert.Contains("\"tokens\":93,", lines[2], StringComparison.Ordinal);
            Assert.Contains("\"tokens\":93,", lines[3], StringComparison.Ordinal);
            Assert.Contains("\"kind\":\"charged\"", lines[4], StringComparison.Ordinal);
            Assert.Equal("201", lines[5]);
        }

        await using var again = await HostProcess.StartAsync(state.Path);
        Assert.Equal(86, await again.BalanceOnceItIsAsync(86, "acme", "design"));
        var after = await BashAsync(string.Join('\n', [TokenLine(blocks[0]), .. blocks[4..]]), again, state.Path);
        var answers = after.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"tokens\":86,", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"team\":\"build\"", answers[1], StringComparison.Ordinal);
        Assert.Contains("\"seats\":1,\"held\":0", answers[2], StringComparison.Ordinal);
        Assert.Contains("\"held\":true", answers[3], StringComparison.Ordinal);
        Assert.Equal("""{"decision":"allowed","tokens":0}""", answers[4]);
        Assert.StartsWith("""{"decision":"allowed","tokens":10,"windowEnds":""", answers[5], StringComparison.Ordinal);
        Assert.Contains("\"tokens\":50,\"refund\":147.00,\"stillDue\":0", answers[6], StringComparison.Ordinal);
        Assert.Contains("\"total\":{\"windows\":2,\"results\":0,\"tokens\":14,", answers[7], StringComparison.Ordinal);
        Assert.StartsWith("Day used,Email,Product,Team,Tokens used,", answers[8], StringComparison.Ordinal);
        Assert.Contains(",priscilla,autocad,design,7,1,", answers[9], StringComparison.Ordinal);
        Assert.Contains("\"best\":{\"total\":19680", answers[11], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_that_a_README_links_to_exists()
    {
        foreach (var readme in Repository.Files("README.md"))
        {
            foreach (Match link in Links().Matches(await File.ReadAllTextAsync(readme)))
            {
                var target = Path.Combine(Path.GetDirectoryName(readme)!, link.Groups["target"].Value);
                Assert.True(File.Exists(target), $"{readme} links to {target}");
            }
        }
    }

    private static string TokenLine(string block) =>
        block.Split('\n').First(line => line.StartsWith("TOKEN=", StringComparison.Ordinal));

    private static async Task<string> BashAsync(string script, HostProcess host, string state)
    {
        script = script
            .Replace(
                "dotnet run --project functions/App --",
                $"dotnet exec '{HostProcess.Program}'",
                StringComparison.Ordinal
            )
            .Replace("--account acme)", $"--account acme --state '{state}')", StringComparison.Ordinal)
            .Replace("--role Operator)", $"--role Operator --state '{state}')", StringComparison.Ordinal)
            .Replace("localhost:7071", host.Url.Authority, StringComparison.Ordinal)
            .Replace("pkill -9 -f FlexFunctions.App", $"kill -9 {host.ProcessId}", StringComparison.Ordinal);
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        using var timeLimit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await bash.WaitForExitAsync(timeLimit.Token);
        Assert.True(bash.ExitCode == 0, await output + await errors);
        return await output;
    }

    [GeneratedRegex(
        "```bash\n(?<code>.*?)```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\((?<target>[A-Za-z][^):]*)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
