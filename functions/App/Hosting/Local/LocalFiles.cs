namespace FlexFunctions.App.Hosting.Local;

/// <summary>Files that are built beside the program.</summary>
internal static class LocalFiles
{
    /// <summary>The host's settings.</summary>
    public static string HostJson => Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>What is sold.</summary>
    /// <exception cref="CatalogException">An entry is wrong.</exception>
    public static Catalog Catalog() => CatalogFile.Load(CatalogPath);

    /// <summary>Where that is.</summary>
    public static string CatalogPath => Path.Combine(AppContext.BaseDirectory, "catalog.json");
}
