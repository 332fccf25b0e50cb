namespace FlexFunctions.App.Tests;

/// <summary>The README of a room has a line for each folder of the room.</summary>
public sealed class RoomReadmeTests
{
    [Theory]
    [InlineData("functions/Domain")]
    [InlineData("functions/Storage")]
    [InlineData("functions/App")]
    [InlineData("functions/LocalHost")]
    [InlineData("tests")]
    [InlineData("infra")]
    public void README_names_every_folder_of_its_room(string room)
    {
        var readme = File.ReadAllText(Repository.File($"{room}/README.md"));

        var folders = Repository
            .Files("*", room)
            .Select(file => Path.GetRelativePath(Repository.File(room), file).Split(Path.DirectorySeparatorChar))
            .Where(path => path.Length > 1 && !path[0].StartsWith('.'))
            .Select(path => path[0])
            .Distinct(StringComparer.Ordinal);

        Assert.All(folders, folder => Assert.Contains($"| `{folder}/`", readme, StringComparison.Ordinal));
    }
}
