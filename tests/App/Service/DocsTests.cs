using System.Text.RegularExpressions;

namespace FlexFunctions.App.Tests;

/// <summary>The page that shows openapi.yaml.</summary>
public sealed class DocsTests
{
    private static readonly ApiDescription s_api = ApiDescription.Load();

    [Fact]
    public async Task The_page_loads_only_its_own_files()
    {
        await using var stage = await ApiStage.SetAsync(s_api);
        var page = await stage.SendAsync(stage.Request("GetDocs"), null);

        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        Assert.StartsWith("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        var links = Regex
            .Matches(
                page.Text,
                "(?:href|src)=\"(?<link>[^\"]*)\"",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Select(match => match.Groups["link"].Value)
            .Except(["data:,", "openapi.yaml"]);
        Assert.Equal(["docs/swagger-ui.css", "docs/page.css", "docs/swagger-ui-bundle.js", "docs/page.js"], links);
        foreach (var link in links)
        {
            var file = await stage.SendAsync(stage.Request("GetDocsFile").With("file", link["docs/".Length..]), null);
            Assert.True(file.Status == 200, $"{link}: {file.Text}");
            Assert.NotEmpty(file.Text);
        }
    }

    [Fact]
    public async Task The_script_of_the_page_matches_its_lock_file()
    {
        await using var stage = await ApiStage.SetAsync(s_api);
        var script = await stage.SendAsync(stage.Request("GetDocsFile").With("file", "swagger-ui-bundle.js"), null);
        var locked = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(Repository.File("functions/App/Service/Docs/package-lock.json"))
        )!["packages"]!["node_modules/swagger-ui-dist"]!["version"]!.GetValue<string>();

        Assert.Contains("SwaggerUIBundle", script.Text, StringComparison.Ordinal);
        Assert.Contains(locked, script.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_description_is_served_unchanged()
    {
        await using var stage = await ApiStage.SetAsync(s_api);
        var description = await stage.SendAsync(stage.Request("GetOpenApi"), null);

        Assert.Equal("application/yaml; charset=utf-8", description.ContentType);
        Assert.Equal(
            await File.ReadAllTextAsync(Repository.File("functions/App/Service/openapi.yaml")),
            description.Text
        );
    }
}
