namespace FlexFunctions.Storage.Tests;

/// <summary>Rows for facts of row stores, which do not care what rows mean.</summary>
internal static class TestRow
{
    /// <summary>A row of these properties.</summary>
    public static Row Of(string key, params (string Name, object Value)[] properties) =>
        new(
            key,
            properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
        );

    /// <summary>The writing of such a row.</summary>
    public static RowOperation.Insert Insert(string key, params (string Name, object Value)[] properties) =>
        new(Of(key, properties));
}
