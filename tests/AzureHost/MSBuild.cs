using System.Diagnostics;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The SDK's command line.</summary>
internal static class MSBuild
{
    /// <summary>Runs <c>dotnet</c> in the repository.</summary>
    internal static async Task<(int Status, string Output)> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [command, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Removes the MSBuild variables of the test run; no build node can outlive the test.
        foreach (var name in start.Environment.Keys.Where(IsOfThisRun).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static bool IsOfThisRun(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || variable == "FunctionsHost";
}
