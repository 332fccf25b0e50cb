using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.Infra.Tests;

/// <summary>The Bicep files compile without warnings, are formatted, match their snapshots and hold no secret.</summary>
public sealed partial class TemplateTests
{
    /// <summary>Compiling the parameters compiles main.bicep and every module.</summary>
    [Theory]
    [InlineData("infra/main.bicep")]
    [InlineData("infra/dev.bicepparam")]
    [InlineData("infra/prod.bicepparam")]
    public void Compiler_and_linter_report_nothing(string source) =>
        Assert.Equal("", Bicep.Diagnostics(Repository.File(source)));

    [Fact]
    public void Every_module_is_compiled_with_main()
    {
        var main = Repository.Text("infra/main.bicep");
        Assert.All(
            Repository.Files("infra/modules", "*.bicep"),
            path => Assert.Contains($" 'modules/{Path.GetFileName(path)}' =", main, StringComparison.Ordinal)
        );
    }

    /// <summary>The compiler exits with success in these cases, so the test above checks its messages.</summary>
    [Theory]
    [InlineData("disableLocalAuth: true", "disableLocalAuths: true", "BCP089")]
    [InlineData("requiresSession: false", "needsSession: false", "BCP037")]
    [InlineData("lockDuration: 'PT5M'", "lockDuration: 5", "BCP036")]
    [InlineData("param location string", "param location string\n\n@description('x')\nparam extra string", "BCP035")]
    public void Compiler_finds_mistakes(string right, string wrong, string code)
    {
        using var copy = new InfraCopy();
        var changed = copy.File("modules/queue.bicep");
        var text = File.ReadAllText(changed);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(changed, text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(code, Bicep.Diagnostics(copy.File("main.bicep")), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_are_formatted()
    {
        using var copy = new InfraCopy();
        Assert.Equal("", Bicep.Run("format", "--pattern", copy.File("**/*.bicep*")).Said);
        Assert.All(
            Bicep.Sources,
            source =>
                Assert.Equal(
                    File.ReadAllText(copy.File(Path.GetRelativePath("infra", source))),
                    Repository.Text(source)
                )
        );
    }

    /// <summary>FLEX_WRITE=1 updates the snapshots; then review their changes.</summary>
    [Theory]
    [InlineData("infra/dev.bicepparam")]
    [InlineData("infra/prod.bicepparam")]
    public void Deployed_resources_match_the_snapshot(string parameters)
    {
        var write = Environment.GetEnvironmentVariable("FLEX_WRITE") == "1";
        var (code, output, said) = Bicep.Snapshot(Repository.File(parameters), write ? "overwrite" : "validate");
        Assert.True(code == 0, $"Run with FLEX_WRITE=1 to update the snapshot.\n{output}\n{said}");
        Assert.Equal("", said);
    }

    [Fact]
    public void No_file_holds_or_requests_a_secret()
    {
        Assert.NotEmpty(Bicep.Sources);
        Assert.All(Bicep.Sources, source => Assert.DoesNotMatch(Secrets(), Repository.Text(source)));
    }

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
    public void Keys_and_passwords_are_disabled(string snapshot)
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
