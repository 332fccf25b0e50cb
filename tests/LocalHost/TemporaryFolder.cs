namespace FlexFunctions.LocalHost.Tests;

/// <summary>A folder of one test, removed after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("localhost-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
