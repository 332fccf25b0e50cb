using System.Diagnostics;
using System.Text.Json;

namespace FlexFunctions.Infra.Tests;

/// <summary>The pinned Bicep compiler. It reports type errors as warnings, so any output counts as an error.</summary>
internal static class Bicep
{
    /// <summary>All Bicep and parameter files, relative to the repository's root.</summary>
    internal static IEnumerable<string> Sources =>
        Repository
            .Files("infra", "*.bicep")
            .Concat(Repository.Files("infra", "*.bicepparam"))
            .Select(path => Path.GetRelativePath(Repository.Root, path));

    /// <summary>Compiles a file and returns the compiler's messages; empty if there are none.</summary>
    internal static string Diagnostics(string file) =>
        file.EndsWith(".bicepparam", StringComparison.Ordinal)
            ? Run("build-params", file, "--stdout").Said
            : Run("build", file, "--stdout").Said;

    /// <summary>Compiles a file and returns the template.</summary>
    internal static JsonElement Template(string file) => JsonElement.Parse(Run("build", file, "--stdout").Output);

    /// <summary>Compares the resources of a parameter file with the snapshot beside it, and reports differences.</summary>
    internal static (int Code, string Output, string Said) Snapshot(string parameters, string mode) =>
        Run(
            "snapshot",
            parameters,
            "--mode",
            mode,
            "--tenant-id",
            "00000000-0000-0000-0000-000000000001",
            "--subscription-id",
            "00000000-0000-0000-0000-000000000002",
            "--resource-group",
            "flex",
            "--location",
            "uksouth",
            "--deployment-name",
            "main"
        );

    internal static (int Code, string Output, string Said) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Bicep, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The compiler needs no ICU library in this mode.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        // Parameter files read these variables; tests use their defaults.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FLEX_", StringComparison.Ordinal)))
        {
            start.Environment.Remove(name);
        }
        using var bicep = Process.Start(start)!;
        var said = bicep.StandardError.ReadToEndAsync();
        var output = bicep.StandardOutput.ReadToEnd();
        bicep.WaitForExit();
        return (bicep.ExitCode, output, said.GetAwaiter().GetResult().Trim());
    }
}
