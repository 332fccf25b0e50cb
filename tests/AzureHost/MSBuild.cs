using System.Diagnostics;
using System.Text.Json;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The SDK's command line.</summary>
internal static class MSBuild
{
    /// <summary>What a project is, for some properties given from outside; nothing is restored or built.</summary>
    internal static async Task<Evaluation> EvaluateAsync(
        string project,
        string[] given,
        string[] properties,
        string[] items
    )
    {
        var (status, output) = await RunAsync(
            "msbuild",
            [
                project,
                "-nologo",
                .. given.Select(property => $"-p:{property}"),
                $"-getProperty:{string.Join(',', properties)}",
                $"-getItem:{string.Join(',', items)}",
            ]
        );
        var text = string.Join('\n', output);
        Assert.True(status == 0, text);
        using var document = JsonDocument.Parse(text);
        return new(document.RootElement.Clone());
    }

    /// <summary>Runs <c>dotnet</c> in the repository.</summary>
    internal static async Task<(int Status, List<string> Output)> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [command, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A test run hands its own MSBuild's whereabouts down, and no node may outlive the test.
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment.Remove("FunctionsHost");

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        output += await error;
        await process.WaitForExitAsync();
        return (
            process.ExitCode,
            [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
        );
    }

    /// <summary>Properties and items of a project.</summary>
    internal sealed class Evaluation(JsonElement json)
    {
        internal string Property(string name) => json.GetProperty("Properties").GetProperty(name).GetString()!;

        internal List<Dictionary<string, string>> Items(string name) =>
            [
                .. json.GetProperty("Items")
                    .GetProperty(name)
                    .EnumerateArray()
                    .Select(item =>
                        item.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!)
                    ),
            ];
    }
}
