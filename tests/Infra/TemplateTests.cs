using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>The Bicep compiles without a word, is formatted, deploys what the snapshots say, and holds no secret.</summary>
public sealed partial class TemplateTests
{
    public static TheoryData<string> Sources =>
        [
            .. Repository
                .Files("infra", "*.bicep")
                .Concat(Repository.Files("infra", "*.bicepparam"))
                .Select(path => Path.GetRelativePath(Repository.Root, path)),
        ];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Compiler_and_linter_say_nothing(string source) =>
        Assert.Equal("", Bicep.Diagnostics(Repository.File(source)));

    /// <summary>The compiler answers success all the same, which is why the test above looks at what it says.</summary>
    [Theory]
    [InlineData("modules/queue.bicep", "disableLocalAuth: true", "disableLocalAuths: true", "BCP037")]
    [InlineData("modules/queue.bicep", "lockDuration: 'PT5M'", "lockDuration: 5", "BCP036")]
    [InlineData("modules/ledger-storage.bicep", "allowSharedKeyAccess: false", "allowSharedKey: false", "BCP037")]
    [InlineData(
        "modules/queue.bicep",
        "roleDefinitions('Azure Service Bus Data Sender')",
        "roleDefinitions('Azure Service Bus Sender')",
        "BCP4"
    )]
    public void A_slip_is_found(string file, string right, string wrong, string code)
    {
        var copy = Directory.CreateTempSubdirectory("flex-infra-");
        try
        {
            foreach (var path in Repository.Files("infra", "*.bicep*").Append(Repository.File("infra/workbook.json")))
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(Repository.File("infra"), path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, target);
            }
            File.Copy(Repository.File("infra/bicepconfig.json"), Path.Combine(copy.FullName, "bicepconfig.json"), true);
            var main = Path.Combine(copy.FullName, "main.bicep");
            Assert.Equal("", Bicep.Diagnostics(main));

            var changed = Path.Combine(copy.FullName, file);
            var text = File.ReadAllText(changed);
            Assert.Contains(right, text, StringComparison.Ordinal);
            File.WriteAllText(changed, text.Replace(right, wrong, StringComparison.Ordinal));

            Assert.Contains(code, Bicep.Diagnostics(main), StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Sources_are_formatted(string source)
    {
        var path = Repository.File(source);
        Assert.Equal(Bicep.Run("format", path, "--stdout").Output, File.ReadAllText(path));
    }

    /// <summary>FLEX_WRITE=1 writes them anew; then look at what changed in them.</summary>
    [Theory]
    [InlineData("infra/dev.bicepparam")]
    [InlineData("infra/prod.bicepparam")]
    public void What_is_deployed_is_what_the_snapshot_says(string parameters)
    {
        var write = Environment.GetEnvironmentVariable("FLEX_WRITE") == "1";
        var (code, output, said) = Bicep.Snapshot(Repository.File(parameters), write ? "overwrite" : "validate");
        Assert.True(code == 0, $"FLEX_WRITE=1 writes the snapshot anew.\n{output}\n{said}");
        Assert.Equal("", said);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Nothing_is_or_gets_a_secret(string source) =>
        Assert.DoesNotMatch(Secrets(), File.ReadAllText(Repository.File(source)));

    [Fact]
    public void Every_parameter_is_described_and_bounded()
    {
        foreach (
            var parameter in Bicep
                .Template(Repository.File("infra/main.bicep"))
                .GetProperty("parameters")
                .EnumerateObject()
        )
        {
            var (name, value) = (parameter.Name, parameter.Value);
            Assert.True(value.GetProperty("metadata").GetProperty("description").GetString()!.Length > 20, name);
            Assert.True(
                value.GetProperty("type").GetString() == "bool"
                    || new[] { "allowedValues", "minValue", "minLength", "maxLength" }.Any(bound =>
                        value.TryGetProperty(bound, out _)
                    ),
                $"{name} has no bounds"
            );
        }
    }

    [Theory]
    [InlineData("infra/dev.snapshot.json")]
    [InlineData("infra/prod.snapshot.json")]
    public void Keys_and_passwords_open_nothing(string snapshot)
    {
        var resources = JsonElement.Parse(Repository.Text(snapshot)).GetProperty("predictedResources");
        var ways = resources
            .EnumerateArray()
            .SelectMany(resource =>
                resource.GetProperty("type").GetString() switch
                {
                    "Microsoft.Storage/storageAccounts" => [Way(resource, "allowSharedKeyAccess", false)],
                    "Microsoft.ServiceBus/namespaces" => [Way(resource, "disableLocalAuth", true)],
                    "Microsoft.Insights/components" => [Way(resource, "DisableLocalAuth", true)],
                    "Microsoft.Web/sites/basicPublishingCredentialsPolicies" => [Way(resource, "allow", false)],
                    _ => Array.Empty<bool>(),
                }
            )
            .ToList();
        Assert.Equal(6, ways.Count);
        Assert.All(ways, Assert.True);
    }

    private static bool Way(JsonElement resource, string property, bool shut) =>
        resource.GetProperty("properties").GetProperty(property).GetBoolean() == shut;

    [GeneratedRegex(
        "(?i)listKeys|listAccountSas|listServiceSas|listConnectionStrings|listSecrets|AccountKey|SharedAccessKey|SharedAccessSignature|Endpoint=|InstrumentationKey|password\\s*[:=]|[?&]sig=",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Secrets();
}
