namespace FlexFunctions.App.Hosting.Local;

/// <summary>Maps the order names of a scenario to order ids.</summary>
internal sealed class OrderNames
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>Adds the id of an order.</summary>
    public void Add(string name, string id) => _ids[name] = id;

    /// <summary>Returns the id of an order, or the name itself if no purchase has it.</summary>
    public string IdOf(string name) => _ids.GetValueOrDefault(name, name);
}
