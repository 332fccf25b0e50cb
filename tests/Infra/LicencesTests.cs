using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>LICENCES.md lists every package of the lock files with the licence that the package names.</summary>
public sealed partial class LicencesTests
{
    /// <summary>The accepted licences. None of them requires publishing our sources.</summary>
    private static readonly string[] s_accepted =
    [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BlueOak-1.0.0",
        "ISC",
        "MIT",
        "MIT OR EUPL-1.1+",
        "MIT-0",
        "MS-PL OR Apache-2.0",
        "public domain",
    ];

    /// <summary>The licences of packages that name an address, or a file with this first line, instead of an SPDX id.</summary>
    private static readonly Dictionary<string, string> s_byText = new()
    {
        ["MIT License"] = "MIT",
        ["https://github.com/dotnet/corefx/blob/master/LICENSE.TXT"] = "MIT",
        ["https://raw.githubusercontent.com/xunit/xunit/master/license.txt"] = "Apache-2.0",
        ["http://geraintluff.github.io/tv4/LICENSE.txt"] = "public domain",
    };

    /// <summary>FLEX_WRITE=1 updates the tables.</summary>
    [Fact]
    public void Every_locked_package_is_listed_with_its_licence()
    {
        var product = NuGet("functions").ToList();
        var table = string.Join(
            "\n\n",
            Table("In the product", product),
            Table("In tests and the build", NuGet("tests").Except(product)),
            Table("npm, in tests", Npm())
        );
        var file = Repository.File("infra/LICENCES.md");
        var text = File.ReadAllText(file);
        var start = text.IndexOf("## In the product", StringComparison.Ordinal);
        Assert.True(start > 0);
        var whole = text[..start] + table + "\n";
        if (Environment.GetEnvironmentVariable("FLEX_WRITE") == "1")
        {
            File.WriteAllText(file, whole);
        }
        Assert.True(whole == File.ReadAllText(file), "Run with FLEX_WRITE=1 to update infra/LICENCES.md.\n" + table);
    }

    [Fact]
    public void Every_licence_is_accepted() =>
        Assert.DoesNotContain(
            NuGet("functions").Concat(NuGet("tests")).Concat(Npm()),
            package => !s_accepted.Contains(package.Licence)
        );

    /// <summary>The packages of the Azure build have no lock file here and are listed by hand above the tables.</summary>
    [Fact]
    public void Packages_of_the_Azure_build_are_listed()
    {
        var text = Repository.Text("infra/LICENCES.md");
        Assert.All(
            PackageReference().Matches(Repository.Text("functions/App/Hosting/azure.props")),
            match => Assert.Contains($"| {match.Groups["id"].Value} |", text, StringComparison.Ordinal)
        );
    }

    private static string Table(string title, IEnumerable<Package> packages) =>
        string.Join(
            '\n',
            [
                $"## {title}",
                "",
                "| package | licence |",
                "| --- | --- |",
                .. packages
                    .Distinct()
                    .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase)
                    .Select(package => $"| {package.Id} | {package.Licence} |"),
            ]
        );

    private static IEnumerable<Package> NuGet(string folder) =>
        Repository
            .Files(folder, "packages.lock.json")
            .SelectMany(path => Objects(JsonElement.Parse(File.ReadAllText(path)).GetProperty("dependencies")))
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => (package.Name, Version: package.Value.GetProperty("resolved").GetString()!))
            .Distinct()
            .Select(package => new Package(package.Name, Licence(package.Name, package.Version)))
            .Distinct();

    private static IEnumerable<Package> Npm() =>
        Objects(JsonElement.Parse(Repository.Text("tests/package-lock.json")).GetProperty("packages"))
            .Where(package => package.Name.Length > 0)
            .Select(package => new Package(
                package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..],
                Known(package.Value.TryGetProperty("license", out var licence) ? licence.GetString()! : "none")
            ))
            .Distinct();

    private static IEnumerable<JsonProperty> Objects(JsonElement parent) => parent.EnumerateObject();

    /// <summary>Reads the licence from the restored package.</summary>
    private static string Licence(string id, string version)
    {
        var name = id.ToLowerInvariant();
        var package = Path.Combine(Repository.Packages, name, version);
        var nuspec = File.ReadAllText(Path.Combine(package, $"{name}.nuspec"));
        if (LicenceFile().Match(nuspec) is { Success: true } file)
        {
            return Known(File.ReadLines(Path.Combine(package, file.Groups["file"].Value)).First().Trim());
        }

        var match = LicenceExpression().Match(nuspec) is { Success: true } expression
            ? expression
            : LicenceAddress().Match(nuspec);
        return Known(match.Groups["licence"].Value);
    }

    private static string Known(string licence) => s_byText.GetValueOrDefault(licence, licence).Trim('(', ')');

    private sealed record Package(string Id, string Licence);

    [GeneratedRegex("<license type=\"expression\"[^>]*>(?<licence>[^<]+)<", RegexOptions.NonBacktracking)]
    private static partial Regex LicenceExpression();

    [GeneratedRegex("<license type=\"file\"[^>]*>(?<file>[^<]+)<", RegexOptions.NonBacktracking)]
    private static partial Regex LicenceFile();

    [GeneratedRegex("<licenseUrl>(?<licence>[^<]+)<", RegexOptions.NonBacktracking)]
    private static partial Regex LicenceAddress();

    [GeneratedRegex("PackageReference Include=\"(?<id>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex PackageReference();
}
