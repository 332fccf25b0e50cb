namespace FlexFunctions.App.Tests;

/// <summary>What ledgers are kept in.</summary>
public enum StoreKind
{
    /// <summary>A file, as of a local host.</summary>
    Sqlite,

    /// <summary>Azure Tables, as far as Azurite is like it.</summary>
    Azurite,
}
