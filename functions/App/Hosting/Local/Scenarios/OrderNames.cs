namespace FlexFunctions.App.Hosting.Local;

/// <summary>What a timeline calls its orders, and the ids they got.</summary>
internal sealed class OrderNames
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>Notes the id that an order got.</summary>
    public void Add(string name, string id) => _ids[name] = id;

    /// <summary>The id of an order; a name that no purchase bore is asked for as it is.</summary>
    public string IdOf(string name) => _ids.GetValueOrDefault(name, name);
}
