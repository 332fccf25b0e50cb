namespace FlexFunctions.App.Hosting.Local;

/// <summary>The files in the program's folder.</summary>
internal static class LocalFiles
{
    /// <summary>The path of host.json.</summary>
    public static string HostJson => Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Loads the catalog.</summary>
    /// <exception cref="CatalogException">An entry is invalid.</exception>
    public static Catalog Catalog() => CatalogFile.Load(CatalogPath);

    /// <summary>The path of the catalog.</summary>
    public static string CatalogPath => Path.Combine(AppContext.BaseDirectory, "catalog.json");
}
