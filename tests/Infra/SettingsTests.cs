using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>The deployment sets exactly the settings that the app reads in Azure.</summary>
public sealed partial class SettingsTests
{
    /// <summary>The settings that other code than ours reads, and who reads them.</summary>
    private static readonly Dictionary<string, string> s_readByOthers = new()
    {
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "the Functions host: its identity, because there is no key",
        ["AZURE_CLIENT_ID"] = "DefaultAzureCredential: which of the app's identities",
        ["AzureWebJobsDisableHomepage"] = "the Functions host, as in local.settings.sample.json",
        ["AzureWebJobsStorage__accountName"] = "the Functions host: AzureWebJobsStorage with an identity",
        ["AzureWebJobsStorage__credential"] = "the same",
        ["AzureWebJobsStorage__clientId"] = "the same",
        ["ServiceBus__fullyQualifiedNamespace"] = "the trigger's connection with an identity",
        ["ServiceBus__credential"] = "the same",
        ["ServiceBus__clientId"] = "the same",
    };

    /// <summary>The settings of the sample that are app configuration instead on Flex Consumption.</summary>
    private static readonly string[] s_noSettingsOnFlex = ["FUNCTIONS_WORKER_RUNTIME"];

    /// <summary>The settings that only the local host reads: its mail server and its telemetry.</summary>
    private static readonly string[] s_localOnly = ["Mail__Smtp", "Mail__SmtpUser", "Mail__SmtpPassword", "Telemetry"];

    /// <summary>The names of app settings by constant of <c>AppSettings</c>.</summary>
    private static readonly Dictionary<string, string> s_ours = Constant()
        .Matches(Repository.Text("functions/App/AppSettings.cs"))
        .ToDictionary(
            match => match.Groups["constant"].Value,
            match => match.Groups["name"].Value.Replace(":", "__", StringComparison.Ordinal)
        );

    private static readonly HashSet<string> s_deployed = Deployed("infra/prod.snapshot.json");

    [Fact]
    public void Every_setting_that_the_app_reads_in_Azure_is_deployed()
    {
        Assert.True(s_ours.Count >= 5);
        Assert.Empty(s_ours.Values.Except(s_localOnly).Concat(s_readByOthers.Keys).Except(s_deployed));
    }

    [Fact]
    public void Every_deployed_setting_is_read() =>
        Assert.Empty(s_deployed.Except(s_ours.Values.Except(s_localOnly)).Except(s_readByOthers.Keys));

    [Fact]
    public void Dev_has_the_settings_of_prod() => Assert.Equal(s_deployed, Deployed("infra/dev.snapshot.json"));

    /// <summary>A connection string of the sample is deployed as a connection with an identity.</summary>
    [Fact]
    public void Every_setting_of_the_sample_is_deployed_or_local()
    {
        var sample = JsonElement.Parse(Repository.Text("local.settings.sample.json")).GetProperty("Values");
        Assert.DoesNotContain(
            sample.EnumerateObject().Select(setting => setting.Name).Except(s_localOnly).Except(s_noSettingsOnFlex),
            name => !s_deployed.Contains(name) && !s_deployed.Contains($"{name}__accountName")
        );
    }

    [Fact]
    public void Only_the_local_host_names_its_own_settings()
    {
        var constants = s_ours.Where(pair => s_localOnly.Contains(pair.Value)).Select(pair => pair.Key).ToList();
        Assert.Equal(s_localOnly.Length, constants.Count);
        Assert.DoesNotContain(
            Repository
                .Files("functions/App", "*.cs")
                .Where(path => !path.Contains("/Hosting/Local/", StringComparison.Ordinal)),
            path =>
                constants.Exists(name =>
                    File.ReadAllText(path).Contains($"AppSettings.{name}", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void Deployed_worker_runtime_is_that_of_the_sample() =>
        Assert.Contains(
            "runtime: { name: 'dotnet-isolated', version: '10.0' }",
            Repository.Text("infra/modules/function-app.bicep"),
            StringComparison.Ordinal
        );

    [Fact]
    public void Deployed_queue_is_that_of_the_trigger()
    {
        var trigger = Repository.Text("functions/App/Usage/IngestUsage.cs");
        Assert.Contains("const string Queue = \"usage-events\"", trigger);
        Assert.Contains("ServiceBusTrigger(Queue, Connection = \"ServiceBus\"", trigger);
        Assert.Contains("name: 'usage-events'", Repository.Text("infra/modules/queue.bicep"));
    }

    private static HashSet<string> Deployed(string snapshot) =>
        JsonElement
            .Parse(Repository.Text(snapshot))
            .GetProperty("predictedResources")
            .EnumerateArray()
            .Single(resource => resource.GetProperty("type").GetString() == "Microsoft.Web/sites/config")
            .GetProperty("properties")
            .EnumerateObject()
            .Select(setting => setting.Name)
            .ToHashSet();

    [GeneratedRegex("const string (?<constant>\\w+) = \"(?<name>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Constant();
}
