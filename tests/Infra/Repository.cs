using System.Reflection;

namespace FlexFunctions.Infra.Tests;

/// <summary>The repository from which these tests were built.</summary>
internal static class Repository
{
    internal static string Root { get; } = Metadata("Repository");

    internal static string Bicep { get; } = Metadata("Bicep");

    internal static string Packages { get; } = Metadata("Packages");

    internal static string File(string path) => Path.Combine(Root, path);

    internal static string Text(string path) => System.IO.File.ReadAllText(File(path));

    /// <summary>Returns the files below a folder that match a pattern, except installed npm packages.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(
                File(folder),
                pattern,
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
            )
            .Where(path => !Path.GetRelativePath(Root, path).Split('/').Contains("node_modules"))
            .Order(StringComparer.Ordinal);

    private static string Metadata(string key) =>
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(pair => pair.Key == key)
            .Value!;
}
