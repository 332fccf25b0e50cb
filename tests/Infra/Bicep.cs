using System.Diagnostics;
using System.Text.Json;

namespace FlexFunctions.Infra.Tests;

/// <summary>The Bicep compiler of the pinned package. It calls type errors warnings, so what it says at all counts.</summary>
internal static class Bicep
{
    /// <summary>Every file of Bicep and its parameters, from the repository's root.</summary>
    internal static IEnumerable<string> Sources =>
        Repository
            .Files("infra", "*.bicep")
            .Concat(Repository.Files("infra", "*.bicepparam"))
            .Select(path => Path.GetRelativePath(Repository.Root, path));

    /// <summary>What a compilation says, and nothing if all is well.</summary>
    internal static string Diagnostics(string file) =>
        file.EndsWith(".bicepparam", StringComparison.Ordinal)
            ? Run("build-params", file, "--stdout").Said
            : Run("build", file, "--stdout").Said;

    /// <summary>The template that a file is compiled to.</summary>
    internal static JsonElement Template(string file) => JsonElement.Parse(Run("build", file, "--stdout").Output);

    /// <summary>Compares what parameters deploy with the snapshot beside them; what differs is said.</summary>
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
        // Not every machine has the ICU library.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        // Parameter files take these from whoever deploys.
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
