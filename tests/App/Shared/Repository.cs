using System.Runtime.CompilerServices;

namespace FlexFunctions.App.Tests;

/// <summary>The repository from which these tests were built.</summary>
internal static class Repository
{
    private static readonly string[] s_made = [".git", ".artifacts", ".flex", ".test-results", "node_modules"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>Returns the files that match a pattern, except output of builds and tests.</summary>
    public static IEnumerable<string> Files(string pattern, string under = "") =>
        Directory
            .EnumerateFiles(File(under), pattern, SearchOption.AllDirectories)
            .Where(path =>
                !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Intersect(s_made).Any()
            );

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
