namespace FlexFunctions.AzureHost.Tests;

/// <summary>The list of the packages' shapes, <c>WorkerShapes.txt</c>.</summary>
internal static class WorkerShapes
{
    /// <summary>The namespaces whose types are the packages'.</summary>
    internal static IReadOnlySet<string> Namespaces { get; }

    /// <summary>Every type and member, as <see cref="ShapeText"/> writes it.</summary>
    internal static IReadOnlySet<string> Lines { get; }

    static WorkerShapes()
    {
        var (namespaces, lines) = (new HashSet<string>(), new HashSet<string>());
        var (space, type) = ("", "");
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "WorkerShapes.txt")))
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                Add($"{space}.{type}: {line.Trim()}");
            }
            else if (line.Contains(' ', StringComparison.Ordinal))
            {
                type = line.Split(" : ")[0].Split(' ')[^1];
                Add($"{space}: {line}");
            }
            else
            {
                namespaces.Add(space = line);
            }
        }
        (Namespaces, Lines) = (namespaces, lines);

        void Add(string line)
        {
            if (!lines.Add(line))
                throw new InvalidDataException($"WorkerShapes.txt has twice: {line}");
        }
    }
}
