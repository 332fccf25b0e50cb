using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>People who are woken find what to do; the workbook shows what the app counts.</summary>
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
    public void Every_alert_has_its_section_in_the_runbook_and_every_section_its_alert()
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
    public void Every_section_of_an_alert_says_what_it_means_how_to_look_and_what_to_do()
    {
        var runbook = Repository.Text("infra/RUNBOOK.md");
        foreach (Match section in AlertSection().Matches(runbook))
        {
            var text = runbook[(section.Index + section.Length)..].Split("\n#")[0];
            Assert.All(["**Means**", "**Look**", "**Do**"], part => Assert.Contains(part, text));
        }
    }

    [Fact]
    public void The_workbook_shows_every_metric_and_no_other()
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
