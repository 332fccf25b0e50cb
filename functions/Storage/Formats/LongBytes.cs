using System.Globalization;

namespace FlexFunctions.Storage;

/// <summary>Bytes of any length in a row: in parts, each within the limit of one property.</summary>
internal static class LongBytes
{
    private const int PartLength = 60_000;

    /// <summary>Sets <c>name0</c>, <c>name1</c>… to the parts.</summary>
    public static void Write(Dictionary<string, object> properties, string name, ReadOnlySpan<byte> bytes)
    {
        for (var part = 0; !bytes.IsEmpty; part++)
        {
            var length = Math.Min(PartLength, bytes.Length);
            properties[PartName(name, part)] = bytes[..length].ToArray();
            bytes = bytes[length..];
        }
    }

    /// <summary>Returns the parts as one; empty if there is none.</summary>
    public static byte[] Read(IReadOnlyDictionary<string, object> properties, string name)
    {
        var content = new MemoryStream();
        for (var part = 0; properties.TryGetValue(PartName(name, part), out var bytes); part++)
        {
            content.Write((byte[])bytes);
        }

        return content.ToArray();
    }

    private static string PartName(string name, int part) => name + part.ToString(CultureInfo.InvariantCulture);
}
