namespace FlexFunctions.Infra.Tests;

/// <summary>A copy of the folder infra, in which a test can change files.</summary>
internal sealed class InfraCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flex-infra-");

    internal InfraCopy()
    {
        foreach (var path in Repository.Files("infra", "*"))
        {
            var target = File(Path.GetRelativePath(Repository.File("infra"), path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(path, target);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal string File(string path) => Path.Combine(_folder.FullName, path);
}
