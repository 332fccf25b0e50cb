using System.Text.RegularExpressions;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The table of what is known of the worker, tests/LocalHost/README.md, is about tests that there are.</summary>
public sealed partial class WorkerFactsTests
{
    [Fact]
    public void Every_fact_names_its_tests()
    {
        var facts = File.ReadLines(Repository.File("tests/LocalHost/README.md"))
            .Where(line =>
                line.StartsWith("| ", StringComparison.Ordinal) && !line.EndsWith("| |", StringComparison.Ordinal)
            )
            .Skip(2)
            .ToList();
        Assert.NotEmpty(facts);
        Assert.All(facts, fact => Assert.Matches(TestName(), fact));

        var tests = Repository
            .Sources("tests")
            .ToLookup(source => Path.GetFileNameWithoutExtension(source.Path), source => source.Text);
        Assert.All(
            facts.SelectMany(fact => TestName().Matches(fact)),
            name =>
                Assert.Contains(
                    tests[name.Groups["class"].Value],
                    text => text.Contains($" {name.Groups["test"].Value}(", StringComparison.Ordinal)
                )
        );
    }

    [GeneratedRegex("`(?<class>[A-Za-z]+Tests)\\.(?<test>[A-Za-z0-9_]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex TestName();
}
