using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>The assigned roles are exactly the roles that are needed.</summary>
public sealed partial class RolesTests
{
    /// <summary>The needed roles: principal, role, scope, and the line of the repository that needs the role.</summary>
    private static readonly Need[] s_needs =
    [
        new(
            "app",
            "Azure Service Bus Data Receiver",
            "queues",
            "functions/App/Usage/IngestUsage.cs",
            "[ServiceBusTrigger("
        ),
        new(
            "app",
            "Storage Table Data Contributor",
            "storageAccounts",
            "functions/Storage/RowStores/AzureTablesRowStore.cs",
            "CreateIfNotExistsAsync"
        ),
        // The storage of the Functions host: keys and timer leases.
        new(
            "app",
            "Storage Blob Data Owner",
            "storageAccounts",
            "functions/App/Warnings/ExpireOrders.cs",
            "[TimerTrigger("
        ),
        new(
            "app",
            "Communication and Email Service Owner",
            "communicationServices",
            "functions/App/Hosting/azure.props",
            "Azure.Communication.Email"
        ),
        new("app", "Monitoring Metrics Publisher", "components", "infra/main.bicep", "Authorization=AAD"),
        new("gateway", "Azure Service Bus Data Sender", "queues", "infra/README.md", "telemetry gateway"),
        new(
            "deployer",
            "Storage Blob Data Contributor",
            "containers",
            ".github/workflows/deploy.yml",
            "--container-name releases"
        ),
        new("copy", "Storage Table Data Reader", "tableServices", ".github/workflows/backup.yml", "tables.mjs copy"),
        new(
            "copy",
            "Storage Blob Data Contributor",
            "containers",
            ".github/workflows/backup.yml",
            "--container-name ledger-copies"
        ),
    ];

    [Theory]
    [InlineData("infra/dev.snapshot.json", false)]
    [InlineData("infra/prod.snapshot.json", true)]
    public void Assigned_roles_are_the_needed_roles(string snapshot, bool hasGateway)
    {
        var needed = s_needs.Where(need => hasGateway || need.Who != "gateway").Select(need => need.Assignment);
        Assert.Equal(needed.Order(StringComparer.Ordinal), Assigned(snapshot).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_line_that_needs_a_role_exists() =>
        Assert.All(s_needs, need => Assert.Contains(need.Line, Repository.Text(need.File), StringComparison.Ordinal));

    [Fact]
    public void Roles_are_named_and_in_the_threat_model()
    {
        Assert.All(Repository.Files("infra", "*.bicep"), path => Assert.DoesNotMatch(Guid(), File.ReadAllText(path)));
        var threats = Repository.Text("infra/THREATS.md");
        Assert.All(s_needs, need => Assert.Contains(need.Role, threats, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Assigned(string snapshot) =>
        JsonElement
            .Parse(Repository.Text(snapshot))
            .GetProperty("predictedResources")
            .EnumerateArray()
            .Where(resource => resource.GetProperty("type").GetString() == "Microsoft.Authorization/roleAssignments")
            .Select(resource =>
            {
                var properties = resource.GetProperty("properties");
                var scope = Scope().Match(resource.GetProperty("id").GetString()!).Groups["type"].Value;
                var role = Role().Match(properties.GetProperty("roleDefinitionId").GetString()!).Groups["name"].Value;
                return $"{Principal(properties)}: {role} on {scope}";
            });

    private static string Principal(JsonElement properties)
    {
        var id = properties.GetProperty("principalId").GetString()!;
        return id.Contains("-copy'", StringComparison.Ordinal) ? "copy"
            : id.Contains("reference(", StringComparison.Ordinal) ? "app"
            : properties.GetProperty("description").GetString()!.Contains("gateway", StringComparison.Ordinal)
                ? "gateway"
            : "deployer";
    }

    private sealed record Need(string Who, string Role, string Scope, string File, string Line)
    {
        internal string Assignment => $"{Who}: {Role} on {Scope}";
    }

    /// <summary>Matches the last type of the resource that an assignment extends.</summary>
    [GeneratedRegex(@"^\[extensionResourceId\('[^']*/(?<type>\w+)/[^'/]+', ", RegexOptions.NonBacktracking)]
    private static partial Regex Scope();

    [GeneratedRegex(@"roleDefinitions\('(?<name>[^']+)'\)", RegexOptions.NonBacktracking)]
    private static partial Regex Role();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.NonBacktracking)]
    private static partial Regex Guid();
}
