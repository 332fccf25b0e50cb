using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>The description of the API and the page that shows it: files that are built beside the program.</summary>
internal static class DocsFiles
{
    private const string Page = "index.html";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>
    {
        ["page.js"] = "text/javascript; charset=utf-8",
        ["page.css"] = "text/css; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The description of the API (OpenAPI 3.1).</summary>
    public static IResult Description() =>
        Results.File(Path.Combine(AppContext.BaseDirectory, "openapi.yaml"), "application/yaml; charset=utf-8");

    /// <summary>The page that shows it to people.</summary>
    public static IResult Index() => Results.File(InFolder(Page), "text/html; charset=utf-8");

    /// <summary>A file that the page needs; null if it needs none of that name, or npm was not there to install it.</summary>
    public static IResult? Find(string name) =>
        s_types.TryGetValue(name, out var type) && File.Exists(InFolder(name))
            ? Results.File(InFolder(name), type)
            : null;

    private static string InFolder(string name) => Path.Combine(AppContext.BaseDirectory, "docs", name);
}
