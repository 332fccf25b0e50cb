using System.Reflection;
using System.Text.RegularExpressions;
using FlexFunctions.App;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The sample settings contain exactly the settings that are read.</summary>
public sealed partial class SettingsTests
{
    /// <summary>Settings that the Functions host reads.</summary>
    private static readonly string[] s_hostSettings =
    [
        "AzureWebJobsStorage",
        "AzureWebJobsDisableHomepage",
        "FUNCTIONS_WORKER_RUNTIME",
    ];

    private static readonly SampleSettings s_sample = SampleSettings.Read();

    [Fact]
    public void Sample_explains_every_setting()
    {
        var read = typeof(AppSettings)
            .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(field => field is { IsLiteral: true, IsPrivate: false } && field.FieldType == typeof(string))
            .Select(field => ((string)field.GetRawConstantValue()!).Replace(":", "__", StringComparison.Ordinal))
            .Concat(s_hostSettings)
            .Union(Connections());
        Assert.Equal(read.Order(), s_sample.Values.Keys.Order());
        Assert.Equal(s_sample.Values.Keys, s_sample.Explanations.Keys.Where(name => name.Length > 0));
        Assert.All(s_sample.Explanations, pair => Assert.True(pair.Value.Length >= 40, pair.Key));
        // Otherwise the Functions host's own page is served at /.
        Assert.Equal("true", s_sample.Values["AzureWebJobsDisableHomepage"]);
    }

    [Fact]
    public void Settings_are_read_only_through_AppSettings()
    {
        // The local host only expands the settings that attributes name.
        var local = Path.Combine("functions", "LocalHost");
        Assert.Empty(
            from source in Repository.Sources("functions")
            where !source.Path.StartsWith(local, StringComparison.Ordinal)
            from Match other in OtherReads().Matches(source.Text)
            select $"{source.Path}: {other.Value}"
        );
    }

    /// <summary>The file is in the repository, so a key in it would be public.</summary>
    [Fact]
    public void Sample_contains_no_secret() =>
        Assert.DoesNotContain(s_sample.Values.Values, value => Secret().IsMatch(value));

    /// <summary>
    /// Returns the connection settings of the triggers. With a managed identity it is only the namespace.
    /// </summary>
    private static IEnumerable<string> Connections() =>
        from type in typeof(IngestUsage).Assembly.GetExportedTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()
        where trigger is not null
        select $"{trigger.Connection}__fullyQualifiedNamespace";

    [GeneratedRegex(
        """(?i:settings|configuration)\s*\[\s*\$?"|GetEnvironmentVariable|GetSection|GetRequiredSection|GetConnectionString|\.GetValue<|IOptions<""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex OtherReads();

    [GeneratedRegex("(?i)AccountKey=|SharedAccessKey=|sig=|password", RegexOptions.NonBacktracking)]
    private static partial Regex Secret();
}
