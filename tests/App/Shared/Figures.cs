using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>Figures that a test measures. The test and <c>tests/run</c> print them.</summary>
internal static class Figures
{
    public static void Print(ITestOutputHelper output, string figures, [CallerFilePath] string test = "")
    {
        output.WriteLine(figures);
        if (Environment.GetEnvironmentVariable("FLEX_FIGURES") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, Path.GetFileNameWithoutExtension(test) + ".txt"), figures + "\n");
        }
    }
}
