using System.Text.Json;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>What the build makes of functions/App for either host, as MSBuild says it.</summary>
public sealed class BuildTests
{
    private const string App = "functions/App";
    private const string Worker = "Microsoft.Azure.Functions.Worker";

    [Fact]
    public async Task Publishing_builds_for_azure_by_itself()
    {
        var azure = await MSBuild.EvaluateAsync(
            App,
            ["_IsPublishing=true", "Configuration=Release"],
            properties:
            [
                "FunctionsHost",
                "AzureFunctionsVersion",
                "OutputType",
                "RuntimeIdentifier",
                "SelfContained",
                "PublishReadyToRun",
                "NuGetLockFilePath",
                "TreatWarningsAsErrors",
                "ArtifactsPath",
            ],
            items: ["PackageReference", "PackageVersion", "ProjectReference", "Compile", "None"]
        );
        Assert.Equal("azure", azure.Property("FunctionsHost"));
        Assert.Equal("v4", azure.Property("AzureFunctionsVersion"));
        Assert.Equal("Exe", azure.Property("OutputType"));
        Assert.Equal(("linux-x64", "false"), (azure.Property("RuntimeIdentifier"), azure.Property("SelfContained")));
        Assert.Equal("true", azure.Property("PublishReadyToRun"));
        // The local host's lock file must not be rewritten by another host's restore.
        Assert.EndsWith(
            "functions/App/packages.azure.lock.json",
            azure.Property("NuGetLockFilePath"),
            StringComparison.Ordinal
        );
        Assert.Equal("true", azure.Property("TreatWarningsAsErrors"));
        Assert.EndsWith(".artifacts/azure", azure.Property("ArtifactsPath"), StringComparison.Ordinal);

        Assert.Equal(["../Storage/Storage.csproj"], azure.Items("ProjectReference").Select(item => item["Identity"]));
        AssertPackages(azure);
        AssertFiles(azure);
    }

    [Fact]
    public async Task Everything_else_builds_for_this_machine()
    {
        var local = await MSBuild.EvaluateAsync(
            App,
            [],
            properties: ["FunctionsHost", "RestorePackagesWithLockFile", "NuGetLockFilePath", "TreatWarningsAsErrors"],
            items: ["PackageReference", "Compile"]
        );
        Assert.Equal(("local", "true"), (local.Property("FunctionsHost"), local.Property("TreatWarningsAsErrors")));
        Assert.Equal(
            ("true", ""),
            (local.Property("RestorePackagesWithLockFile"), local.Property("NuGetLockFilePath"))
        );
        // Microsoft's own types in every build.
        Assert.Contains(local.Items("PackageReference"), item => item["Identity"] == Worker);
        Assert.DoesNotContain(
            local.Items("Compile"),
            item => item["FullPath"].Contains("/Hosting/Azure/", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Publishing_the_local_host_is_one_error_that_says_why_not()
    {
        var (status, output) = await MSBuild.RunAsync("publish", App, "-p:FunctionsHost=local");
        Assert.NotEqual(0, status);
        var error = Assert.Single(output, line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("FLEX0001: The local host is not published", error, StringComparison.Ordinal);
    }

    private static void AssertPackages(MSBuild.Evaluation azure)
    {
        var versions = azure.Items("PackageVersion").ToDictionary(item => item["Identity"], item => item["Version"]);
        var pinned = azure
            .Items("PackageReference")
            .Select(item => item["Identity"])
            .Where(name =>
                name.StartsWith(Worker, StringComparison.Ordinal) || name.Contains("Email", StringComparison.Ordinal)
            )
            .ToDictionary(name => name, name => versions[name]);
        Assert.Equal(
            new Dictionary<string, string>
            {
                [Worker] = "2.52.0",
                [$"{Worker}.Core"] = "2.52.0",
                [$"{Worker}.Sdk"] = "2.1.0",
                [$"{Worker}.Extensions.Http.AspNetCore"] = "2.1.1",
                [$"{Worker}.Extensions.Timer"] = "4.3.1",
                [$"{Worker}.Extensions.ServiceBus"] = "5.24.0",
                ["Azure.Communication.Email"] = "1.1.0",
            },
            pinned
        );
    }

    private static void AssertFiles(MSBuild.Evaluation azure)
    {
        Assert.Equal(
            Repository
                .Sources(App)
                .Select(source => source.Path)
                .Where(path => !path.Contains("/Hosting/Local/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            azure
                .Items("Compile")
                .Select(item => Path.GetRelativePath(Repository.Root, item["FullPath"]))
                .Order(StringComparer.Ordinal)
        );
        foreach (var name in new[] { "host.json", "catalog.json", "openapi.yaml" })
        {
            var file = Assert.Single(azure.Items("None"), item => Path.GetFileName(item["Identity"]) == name);
            Assert.Equal(
                (name, "PreserveNewest", "PreserveNewest"),
                (
                    file.GetValueOrDefault("Link", file["Identity"]),
                    file["CopyToOutputDirectory"],
                    file["CopyToPublishDirectory"]
                )
            );
        }
    }
}
