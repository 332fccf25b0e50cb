namespace FlexFunctions.Storage.Tests;

/// <summary>Rows with meaningless content, for tests of row stores.</summary>
internal static class TestRow
{
    /// <summary>Returns a row with these properties.</summary>
    public static Row Of(string key, params (string Name, object Value)[] properties) =>
        new(
            key,
            properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
        );

    /// <summary>Returns an operation that inserts such a row.</summary>
    public static RowOperation.Insert Insert(string key, params (string Name, object Value)[] properties) =>
        new(Of(key, properties));
}
