using System.Reflection;
using System.Text.RegularExpressions;
using FlexFunctions.App;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The sample of the settings has what is read, and nothing else.</summary>
public sealed partial class SettingsTests
{
    /// <summary>Settings that no code of ours reads, and who does.</summary>
    private static readonly Dictionary<string, string> s_hostSettings = new()
    {
        ["AzureWebJobsDisableHomepage"] = "the Functions host: its own page would answer at /",
        ["AzureWebJobsStorage"] = "the Functions host: keys, and which instance runs the timers",
        ["FUNCTIONS_WORKER_RUNTIME"] = "the Functions host: which worker to start",
    };

    private static readonly SampleSettings s_sample = SampleSettings.Read();

    /// <summary>The names of settings that code may read, as written in the sample.</summary>
    private static readonly Dictionary<string, string> s_names = typeof(AppSettings)
        .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Where(field => field is { IsLiteral: true, IsPrivate: false } && field.FieldType == typeof(string))
        .ToDictionary(
            field => ((string)field.GetRawConstantValue()!).Replace(":", "__", StringComparison.Ordinal),
            field => field.Name
        );

    [Fact]
    public void Every_setting_of_the_sample_is_read()
    {
        var sources = Repository.Sources("functions/App").ToList();
        var read = s_names.Where(name => IsRead(name.Value)).Select(name => name.Key);
        Assert.Empty(s_sample.Values.Keys.Except(read).Except(s_hostSettings.Keys).Except(Connections()));

        bool IsRead(string constant) =>
            sources.Exists(source =>
                Path.GetFileName(source.Path) == "AppSettings.cs"
                    // Its declaration is not a use.
                    ? Regex.Count(source.Text, $@"\b{constant}\b(?! =)") > 0
                    : source.Text.Contains($"{nameof(AppSettings)}.{constant}", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void Every_setting_that_is_read_is_in_the_sample() =>
        Assert.Empty(s_names.Keys.Concat(s_hostSettings.Keys).Concat(Connections()).Except(s_sample.Values.Keys));

    [Fact]
    public void Settings_are_read_by_the_names_in_AppSettings_alone()
    {
        var sources = Repository.Sources("functions").Where(source => !IsWorkers(source.Path)).ToList();
        Assert.Contains(sources, source => Path.GetFileName(source.Path) == "AppSettings.cs");
        Assert.Empty(
            from source in sources
            from Match other in OtherReads().Matches(source.Text)
            select $"{source.Path}: {other.Value}"
        );

        // The local host knows no setting; it puts those that attributes name into them.
        static bool IsWorkers(string path) =>
            path.StartsWith(Path.Combine("functions", "LocalHost"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_is_explained()
    {
        Assert.Equal(s_sample.Values.Keys, s_sample.Explanations.Keys.Where(name => name.Length > 0));
        Assert.All(s_sample.Explanations, pair => Assert.True(pair.Value.Length >= 40, pair.Key));
        Assert.False(s_sample.IsEncrypted);
    }

    /// <summary>The file is in the repository: a key in it would be everybody's.</summary>
    [Fact]
    public void No_value_is_a_secret() =>
        Assert.DoesNotContain(s_sample.Values.Values, value => Secret().IsMatch(value));

    [Fact]
    public void What_the_functions_host_must_be_told_is_told()
    {
        Assert.Equal("dotnet-isolated", s_sample.Values["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("true", s_sample.Values["AzureWebJobsDisableHomepage"]);
    }

    /// <summary>Triggers name a connection; in its form with an identity it is the namespace alone.</summary>
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
