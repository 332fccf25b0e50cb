using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>No text of the repository uses a phrase that CONTRIBUTING.md replaces by plain English.</summary>
public sealed partial class WordingTests
{
    /// <summary>The folders and files that are checked. Not CONTRIBUTING.md, which quotes the phrases.</summary>
    private static readonly string[] s_checked =
    [
        ".github/dependabot.yml",
        ".github/workflows",
        ".vscode",
        "README.md",
        "functions",
        "host.json",
        "infra",
        "local.settings.sample.json",
        "tests",
    ];

    private static readonly string[] s_extensions =
    [
        ".bicep",
        ".bicepparam",
        ".cs",
        ".csproj",
        ".json",
        ".md",
        ".mjs",
        ".props",
        ".razor",
        ".svg",
        ".yaml",
        ".yml",
    ];

    /// <summary>The rows of the table: a pattern for each phrase, the phrase, and what to write instead.</summary>
    private static readonly (Regex Pattern, string Phrase, string Replacement)[] s_replaced =
    [
        .. from row in Rows().Matches(Table().Match(Repository.Text(".github/CONTRIBUTING.md")).Value)
        from phrase in row.Groups["phrases"].Value.Split(", ")
        select (Pattern(phrase), phrase, row.Groups["replacement"].Value),
    ];

    [Fact]
    public void Texts_use_plain_English()
    {
        var texts = s_checked.SelectMany(TextsIn).ToList();

        Assert.True(texts.Count > s_checked.Length);
        Assert.Empty(texts.SelectMany(path => Findings(File.ReadAllText(path)).Select(found => Name(path) + found)));
    }

    [Fact]
    public void A_replaced_phrase_is_found_even_across_lines_of_a_comment()
    {
        var (_, phrase, replacement) = Array.Find(s_replaced, row => row.Phrase.Contains(' '));
        var words = phrase.Split(' ');

        Assert.Equal(
            [$":1: '{phrase}': write '{replacement}'", $":2: '{phrase}': write '{replacement}'"],
            Findings($"/// It {phrase} here,\n    /// and {words[0]}\n    /// {string.Join(' ', words[1..])} there.")
        );
        Assert.Empty(Findings($"a{phrase}"));
    }

    private static IEnumerable<string> TextsIn(string path) =>
        File.Exists(Repository.File(path))
            ? [Repository.File(path)]
            : Repository.Files(path, "*").Where(file => s_extensions.Contains(Path.GetExtension(file)));

    private static IEnumerable<string> Findings(string text) =>
        from row in s_replaced
        from match in row.Pattern.Matches(text)
        let line = text.AsSpan(0, match.Index).Count('\n') + 1
        select $":{line}: '{row.Phrase}': write '{row.Replacement}'";

    /// <summary>Matches the whole words of a phrase in any case, also where a comment breaks the line between them.</summary>
    private static Regex Pattern(string phrase)
    {
        var words = string.Join(@"[\s/#*]+", phrase.Split(' ').Select(Regex.Escape));
        return new Regex($@"\b{words}(\W|$)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
    }

    private static string Name(string path) => Path.GetRelativePath(Repository.Root, path);

    [GeneratedRegex(
        @"^\| (?<phrases>[^|]+) \| (?<replacement>[^|]+) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Rows();

    /// <summary>The rows below the heading of the table.</summary>
    [GeneratedRegex(@"(?<=\| instead of \| write \|\n\| --- \| --- \|\n)(\|.*\n)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Table();
}
