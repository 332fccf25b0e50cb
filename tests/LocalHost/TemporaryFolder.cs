namespace FlexFunctions.LocalHost.Tests;

/// <summary>A temporary folder, deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("localhost-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
