using System.Reflection;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The files of the repository.</summary>
internal static class Repository
{
    internal static string Root { get; } =
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(pair => pair.Key == "Repository")
            .Value!;

    internal static string File(string path) => Path.Combine(Root, path);

    /// <summary>Returns the source files in a folder with their text.</summary>
    internal static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory
            .EnumerateFiles(File(folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Root, path), System.IO.File.ReadAllText(path)));
}
