using System.Text.Json;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>Publishing functions/App. The worker tests show that the Azure build runs.</summary>
public sealed class BuildTests
{
    private const string App = "functions/App";

    [Fact]
    public async Task Publish_builds_for_azure()
    {
        var (status, output) = await MSBuild.RunAsync(
            "msbuild",
            App,
            "-nologo",
            "-p:_IsPublishing=true",
            "-getProperty:FunctionsHost,NuGetLockFilePath",
            "-getItem:None"
        );
        Assert.True(status == 0, output);
        using var azure = JsonDocument.Parse(output);
        var properties = azure.RootElement.GetProperty("Properties");
        Assert.Equal("azure", properties.GetProperty("FunctionsHost").GetString());
        // The restore for another host must not change the local host's lock file.
        Assert.EndsWith(
            "functions/App/packages.azure.lock.json",
            properties.GetProperty("NuGetLockFilePath").GetString(),
            StringComparison.Ordinal
        );

        var published = azure
            .RootElement.GetProperty("Items")
            .GetProperty("None")
            .EnumerateArray()
            .Where(file => file.TryGetProperty("CopyToPublishDirectory", out var copy) && copy.GetString() != "Never")
            .Select(file => $"{file.GetProperty("Filename")}{file.GetProperty("Extension")}");
        Assert.Empty(new[] { "host.json", "catalog.json", "openapi.yaml" }.Except(published));
    }

    [Fact]
    public async Task Publishing_the_local_host_fails()
    {
        var (status, output) = await MSBuild.RunAsync("publish", App, "-p:FunctionsHost=local");
        Assert.NotEqual(0, status);
        var error = Assert.Single(
            output.Split('\n'),
            line => line.Contains("error", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Contains("FLEX0001: The local host is not published", error, StringComparison.Ordinal);
    }
}
