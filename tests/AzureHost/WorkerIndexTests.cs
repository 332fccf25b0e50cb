using System.Text.RegularExpressions;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The function metadata that the worker reports to the Functions host.</summary>
[Collection(nameof(TwoHosts))]
public sealed partial class WorkerIndexTests(TwoHosts hosts)
{
    [Fact]
    public void Api_description_matches_the_functions()
    {
        var described = new List<string>();
        var path = "";
        var method = "";
        foreach (var line in File.ReadLines(Repository.File("functions/App/Service/openapi.yaml")))
        {
            if (PathLine().Match(line) is { Success: true } first)
            {
                path = first.Groups["path"].Value;
            }

            if (MethodLine().Match(line) is { Success: true } second)
            {
                method = second.Groups["method"].Value;
            }

            if (OperationLine().Match(line) is { Success: true } third)
            {
                described.Add($"{third.Groups["id"].Value}: {method} {path}");
            }
        }

        Assert.Equal(
            described.Order(StringComparer.Ordinal),
            Indexed("httpTrigger")
                .Select(one => $"{one.Name}: {string.Join(',', one.Methods).ToLowerInvariant()} /{one.Route}")
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The functions authenticate callers by their tokens.</summary>
    [Fact]
    public void No_function_needs_a_key() =>
        Assert.All(
            Indexed("httpTrigger"),
            one => Assert.Equal("Anonymous", one.Trigger.GetProperty("authLevel").GetString())
        );

    [Fact]
    public void Queue_trigger_reads_batches()
    {
        var queue = Assert.Single(Indexed("serviceBusTrigger"));
        Assert.Equal("IngestUsage", queue.Name);
        Assert.Equal("usage-events", queue.Trigger.GetProperty("queueName").GetString());
        Assert.Equal("ServiceBus", queue.Trigger.GetProperty("connection").GetString());
        Assert.Equal("Many", queue.Trigger.GetProperty("cardinality").GetString());
        Assert.Equal(
            "True",
            queue.Trigger.GetProperty("properties").GetProperty("supportsDeferredBinding").GetString()
        );
        // host.json decides.
        Assert.False(queue.Trigger.TryGetProperty("autoCompleteMessages", out _));
    }

    [Fact]
    public void Timers_have_their_schedules() =>
        Assert.Equal(
            ["ExpireOrders: 0 0 * * * *", "ReconcileLedgers: 0 30 2 * * *", "SendBalanceWarnings: 0 */15 * * * *"],
            Indexed("timerTrigger")
                .Select(one => $"{one.Name}: {one.Trigger.GetProperty("schedule").GetString()}")
                .Order(StringComparer.Ordinal)
        );

    private IEnumerable<IndexedFunction> Indexed(string trigger) =>
        hosts.Worker.Functions.Values.Where(one =>
            one.TriggerType == trigger && !one.Name.StartsWith("Probe", StringComparison.Ordinal)
        );

    [GeneratedRegex("^  (?<path>/[^:]*):$", RegexOptions.NonBacktracking)]
    private static partial Regex PathLine();

    [GeneratedRegex("^    (?<method>get|put|post|delete|head):$", RegexOptions.NonBacktracking)]
    private static partial Regex MethodLine();

    [GeneratedRegex("^      operationId: (?<id>[A-Za-z]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex OperationLine();
}
