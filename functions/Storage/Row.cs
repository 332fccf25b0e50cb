namespace FlexFunctions.Storage;

/// <summary>A row as it is to be stored: its key in the partition and its properties.</summary>
/// <param name="Key">1 to 512 characters, see <see cref="RowLimits"/>.</param>
/// <param name="Properties">
/// By name; a value is a <see cref="string"/>, a <see cref="long"/> or a <see cref="byte"/> array, never null.
/// </param>
public sealed record Row(string Key, IReadOnlyDictionary<string, object> Properties);

/// <summary>A row as it was read, with the entity tag that a later write must name.</summary>
/// <param name="Key">1 to 512 characters, see <see cref="RowLimits"/>.</param>
/// <param name="Properties">By name; a value is a <see cref="string"/>, a <see cref="long"/> or a <see cref="byte"/> array.</param>
/// <param name="ETag">Opaque; differs from every other state of the row, past or future, also across a deletion.</param>
public sealed record StoredRow(string Key, IReadOnlyDictionary<string, object> Properties, string ETag);
