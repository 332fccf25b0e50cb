namespace FlexFunctions.App.Tests;

/// <summary>A kind of row store.</summary>
public enum StoreKind
{
    /// <summary>A SQLite file, as in the local host.</summary>
    Sqlite,

    /// <summary>Azure Tables, emulated by Azurite.</summary>
    Azurite,
}
