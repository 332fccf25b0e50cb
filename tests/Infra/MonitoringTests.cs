using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>The runbook explains every alert, and the workbook shows every metric.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string[] s_metrics =
    [
        "flex.events.accepted",
        "flex.events.duplicate",
        "flex.events.late",
        "flex.events.dead_lettered",
        "flex.charges",
        "flex.tokens.charged",
        "flex.tokens.reversed",
        "flex.reversals",
        "flex.declines",
        "flex.commits",
        "flex.conflicts",
        "flex.rows",
        "flex.transactions",
        "flex.lag",
        "flex.mails",
    ];

    [Fact]
    public void Alerts_and_runbook_sections_correspond()
    {
        var alerts = JsonElement
            .Parse(Repository.Text("infra/prod.snapshot.json"))
            .GetProperty("predictedResources")
            .EnumerateArray()
            .Where(resource =>
                resource.GetProperty("type").GetString()
                    is "Microsoft.Insights/metricAlerts"
                        or "Microsoft.Insights/scheduledQueryRules"
            )
            .Select(resource => resource.GetProperty("name").GetString()!["flex-prod-".Length..])
            .Append("budget")
            .Order(StringComparer.Ordinal);
        var sections = AlertSection()
            .Matches(Repository.Text("infra/RUNBOOK.md"))
            .Select(match => match.Groups["name"].Value)
            .Order(StringComparer.Ordinal);
        Assert.Equal(alerts, sections);
    }

    [Fact]
    public void Every_runbook_section_has_its_three_parts()
    {
        var runbook = Repository.Text("infra/RUNBOOK.md");
        foreach (Match section in AlertSection().Matches(runbook))
        {
            var text = runbook[(section.Index + section.Length)..].Split("\n#")[0];
            Assert.All(["**Means**", "**Look**", "**Do**"], part => Assert.Contains(part, text));
        }
    }

    [Fact]
    public void Workbook_shows_exactly_the_metrics()
    {
        var workbook = Repository.Text("infra/workbook.json");
        Assert.Equal(
            s_metrics.Order(StringComparer.Ordinal),
            Metric().Matches(workbook).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(
            JsonElement.Parse(workbook).GetProperty("items").EnumerateArray(),
            item => Assert.True(item.TryGetProperty("content", out _))
        );
    }

    [Fact]
    public void Alerts_use_metrics_of_the_workbook() =>
        Assert.Empty(
            Metric()
                .Matches(Repository.Text("infra/modules/alerts.bicep"))
                .Select(match => match.Value)
                .Except(s_metrics)
        );

    [GeneratedRegex("^### (?<name>[a-z-]+)$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex AlertSection();

    [GeneratedRegex(@"flex\.[a-z_.]+[a-z]", RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
