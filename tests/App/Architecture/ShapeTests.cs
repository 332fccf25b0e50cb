using System.Xml.Linq;

namespace FlexFunctions.App.Tests;

/// <summary>The shape of the code base: what may know what, where things are, how long a file may be.</summary>
public sealed class ShapeTests
{
    private const int LongestFile = 250;
    private const int LongestLine = 140;

    [Fact]
    public void The_top_level_holds_what_the_design_card_shows_and_nothing_else()
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

    /// <summary>The SDK announces launch settings on standard output, where <c>token</c> prints a token.</summary>
    [Theory]
    [InlineData("functions/App/Properties/launchSettings.json")]
    [InlineData("functions/App/App.run.json")]
    public void Dotnet_run_prints_only_what_the_program_prints(string launchSettings) =>
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
    public void The_domain_has_no_package()
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
    public void Every_room_says_what_it_knows_and_what_it_must_not()
    {
        foreach (var room in new[] { "Domain", "Storage", "App", "LocalHost" })
        {
            Assert.True(File.Exists(Repository.File($"functions/{room}/README.md")), room);
        }
    }

    [Fact]
    public void No_file_is_long_and_no_line_is_wide()
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
    public void Every_function_has_its_own_file_in_the_folder_of_its_job()
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
