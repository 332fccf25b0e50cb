using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>The API description and its page. The build copies the files next to the program.</summary>
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

    /// <summary>Returns the API description (OpenAPI 3.1).</summary>
    public static IResult Description() =>
        Results.File(Path.Combine(AppContext.BaseDirectory, "openapi.yaml"), "application/yaml; charset=utf-8");

    /// <summary>Returns the page.</summary>
    public static IResult Index() => Results.File(InFolder(Page), "text/html; charset=utf-8");

    /// <summary>Returns a file of the page; null if it has no such file, or npm was not available at build time.</summary>
    public static IResult? Find(string name) =>
        s_types.TryGetValue(name, out var type) && File.Exists(InFolder(name))
            ? Results.File(InFolder(name), type)
            : null;

    private static string InFolder(string name) => Path.Combine(AppContext.BaseDirectory, "docs", name);
}
