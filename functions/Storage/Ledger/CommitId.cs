using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FlexFunctions.Storage;

/// <summary>
/// The id of a commit: a digest of its operations including their ETags, stored in the first row that it writes. It
/// identifies a commit whose answer was lost. Two commits with the same id would make the same changes to the same rows.
/// </summary>
internal static class CommitId
{
    /// <summary>The property of the first row that holds the id.</summary>
    public const string Property = "Commit";

    /// <summary>Adds the id to the first row that is written.</summary>
    /// <returns>The operations, the key of the row with the id, and the id.</returns>
    public static (List<RowOperation> Operations, string Key, string Id) Mark(IReadOnlyList<RowOperation> operations)
    {
        var id = Of(operations);
        var marked = operations.ToList();
        var first = marked.FindIndex(operation => operation is not RowOperation.Delete);
        marked[first] = marked[first] switch
        {
            RowOperation.Insert insert => insert with { Row = With(insert.Row, id) },
            RowOperation.Replace replace => replace with { Row = With(replace.Row, id) },
            var other => throw new InvalidOperationException($"{other.GetType().Name} writes no row."),
        };
        return (marked, marked[first].Key, id);
    }

    private static string Of(IEnumerable<RowOperation> operations)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var operation in operations)
        {
            Add(operation.GetType().Name);
            Add(operation.Key);
            Add(
                operation switch
                {
                    RowOperation.Replace replace => replace.ETag,
                    RowOperation.Delete delete => delete.ETag,
                    _ => "",
                }
            );
            var row = operation switch
            {
                RowOperation.Insert insert => insert.Row,
                RowOperation.Replace replace => replace.Row,
                _ => null,
            };
            foreach (
                var (name, value) in row?.Properties.OrderBy(p => p.Key, StringComparer.Ordinal).AsEnumerable() ?? []
            )
            {
                Add(name);
                if (value is byte[] bytes)
                {
                    AddBytes(bytes);
                }
                else
                {
                    Add(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];

        void Add(string text) => AddBytes(Encoding.UTF8.GetBytes(text));

        // The length keeps neighbors apart.
        void AddBytes(byte[] bytes)
        {
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }

    private static Row With(Row row, string id) =>
        row with
        {
            Properties = new Dictionary<string, object>(row.Properties, StringComparer.Ordinal) { [Property] = id },
        };
}
