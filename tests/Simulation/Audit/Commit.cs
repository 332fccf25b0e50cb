using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>The rows that one transaction wrote to an account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Rows">The rows by key; null for a deleted row.</param>
/// <param name="Operation">The operation that made the commit.</param>
/// <param name="Now">The instant of the decision by the instance's clock.</param>
/// <param name="TrueTime">The true time of the commit.</param>
internal sealed record Commit(
    string Account,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>?> Rows,
    SimulatedOperation Operation,
    DateTimeOffset Now,
    DateTimeOffset TrueTime
)
{
    /// <summary>The posted blocks.</summary>
    public List<Block> Blocks { get; } =
    [
        .. Rows.Where(row => row.Key.StartsWith("block|", StringComparison.Ordinal))
            .Select(row => Block.Read(Text(row.Value!))),
    ];

    /// <summary>
    /// Returns a digest of the rows in sorted order, without commit ids, which depend on the order of operations.
    /// </summary>
    public string Digest
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (key, row) in Rows.OrderBy(row => row.Key, StringComparer.Ordinal))
            {
                text.Append(key).Append('\n');
                var written = row?.Where(property => property.Key != "Commit") ?? [];
                foreach (var (name, value) in written.OrderBy(property => property.Key, StringComparer.Ordinal))
                {
                    var shown = value is byte[] bytes ? Convert.ToHexString(bytes) : value;
                    text.Append(CultureInfo.InvariantCulture, $"{name}={shown}\n");
                }
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
        }
    }

    /// <summary>Returns the rows of a kind, with the parts of their keys.</summary>
    public IEnumerable<(string[] Key, IReadOnlyDictionary<string, object>? Row)> Of(string kind) =>
        Rows.Select(row => (Key: row.Key.Split('|'), Row: row.Value)).Where(row => row.Key[0] == kind);

    /// <summary>Returns the header row of a team; null if it was not written.</summary>
    public IReadOnlyDictionary<string, object>? Head(string team) => Rows.GetValueOrDefault($"team|{team}|head");

    /// <summary>Returns the denied signals in the row of a meter; null if it was not written.</summary>
    public HashSet<ReferenceSignal>? Denied(string team, string user, string product)
    {
        if (Rows.GetValueOrDefault($"meter|{team}|{user}|{product}") is not { } row)
        {
            return null;
        }

        using var json = JsonDocument.Parse(Content(row));
        var before = json.RootElement.GetProperty("before").GetDateTimeOffset();
        var denied = new HashSet<ReferenceSignal>();
        foreach (var session in json.RootElement.GetProperty("sessions").EnumerateArray())
        {
            if (!session.TryGetProperty("denied", out var signals))
            {
                continue;
            }

            foreach (var signal in signals.EnumerateArray().Chunk(3))
            {
                var kind = signal[1].GetInt32() switch
                {
                    1 => ReferenceKind.Opened,
                    2 => ReferenceKind.Heartbeat,
                    _ => ReferenceKind.Closed,
                };
                denied.Add(new ReferenceSignal(kind, Lines.Text(session, "id"), before.AddTicks(signal[0].GetInt64())));
            }
        }

        return denied;
    }

    private static string Text(IReadOnlyDictionary<string, object> row)
    {
        var text = new StringBuilder((string)row["Text"]);
        for (var part = 1; row.TryGetValue($"Text{part}", out var next); part++)
        {
            text.Append((string)next);
        }

        return text.ToString();
    }

    private static byte[] Content(IReadOnlyDictionary<string, object> row)
    {
        var content = new List<byte>();
        for (var part = 0; row.TryGetValue($"Json{part}", out var next); part++)
        {
            content.AddRange((byte[])next);
        }

        return [.. content];
    }
}
