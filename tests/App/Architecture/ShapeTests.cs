using System.Xml.Linq;

namespace FlexFunctions.App.Tests;

/// <summary>The structure of the repository: references, places of files, lengths of files.</summary>
public sealed class ShapeTests
{
    private const int LongestFile = 250;
    private const int LongestLine = 140;

    [Fact]
    public void Top_level_holds_exactly_the_files_of_the_design()
    {
        string[] expected =
        [
            "Directory.Build.props",
            "Directory.Packages.props",
            "FlexFunctions.sln",
            "LICENSE",
            "README.md",
            "dotnet-tools.json",
            "functions",
            "global.json",
            "host.json",
            "infra",
            "local.settings.sample.json",
            "tests",
        ];

        var found = Directory
            .EnumerateFileSystemEntries(Repository.Root)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.') && name != "local.settings.json");

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>With launch settings, <c>dotnet run</c> prints a line to standard output, where scripts read a token.</summary>
    [Theory]
    [InlineData("functions/App/Properties/launchSettings.json")]
    [InlineData("functions/App/App.run.json")]
    public void No_launch_settings_exist(string launchSettings) =>
        Assert.False(File.Exists(Repository.File(launchSettings)));

    [Theory]
    [InlineData("Domain")]
    [InlineData("Storage", "Domain")]
    [InlineData("LocalHost")]
    [InlineData("App", "Storage")]
    public void References_point_one_way(string room, params string[] knows)
    {
        var project = XDocument.Load(Repository.File($"functions/{room}/{room}.csproj"));

        Assert.Equal(knows, Names(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!));
    }

    [Fact]
    public void Domain_references_no_package()
    {
        Assert.Empty(Names(XDocument.Load(Repository.File("functions/Domain/Domain.csproj")), "PackageReference"));
        Assert.DoesNotContain(
            typeof(Domain.DailyCharge).Assembly.GetReferencedAssemblies(),
            assembly =>
                assembly.Name!.StartsWith("Microsoft.", StringComparison.Ordinal)
                || assembly.Name.StartsWith("Azure.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_room_has_a_README()
    {
        foreach (var room in new[] { "Domain", "Storage", "App", "LocalHost" })
        {
            Assert.True(File.Exists(Repository.File($"functions/{room}/README.md")), room);
        }
    }

    [Fact]
    public void Files_and_lines_are_not_too_long()
    {
        foreach (var file in Repository.Files("*.cs", "functions"))
        {
            var lines = File.ReadAllLines(file);
            Assert.True(lines.Length <= LongestFile, $"{file} has {lines.Length} lines");
            Assert.True(
                Array.TrueForAll(lines, line => line.Length <= LongestLine),
                $"{file} has a line over {LongestLine}"
            );
        }
    }

    [Fact]
    public void Every_function_has_its_own_file_in_a_job_folder()
    {
        var functions = typeof(IngestUsage)
            .Assembly.GetTypes()
            .Where(type =>
                type.GetMethods()
                    .Any(method => method.IsDefined(typeof(Microsoft.Azure.Functions.Worker.FunctionAttribute), false))
            )
            .ToList();

        Assert.NotEmpty(functions);
        var folders = Directory.GetDirectories(Repository.File("functions/App"));
        Assert.All(
            functions,
            type => Assert.Single(folders, folder => File.Exists(Path.Combine(folder, $"{type.Name}.cs")))
        );
    }

    private static IEnumerable<string> Names(XDocument project, string item) =>
        project.Descendants(item).Select(reference => reference.Attribute("Include")!.Value);
}
