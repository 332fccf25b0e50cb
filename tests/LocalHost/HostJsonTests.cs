namespace FlexFunctions.LocalHost.Tests;

/// <summary>Reading host.json.</summary>
public sealed class HostJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private HostJson Read(string text)
    {
        var path = Path.Combine(_folder.Path, "host.json");
        File.WriteAllText(path, text);
        return HostJson.Read(path);
    }

    [Fact]
    public void Missing_settings_have_azures_defaults()
    {
        Assert.Equal(new HostJson(), Read("""{ "version": "2.0", /* yes */ "extensions": { "http": {} } }"""));
        Assert.Equal(new HostJson(), HostJson.Read(null));
        Assert.Equal(
            ("api", 1000, true),
            (new HostJson().RoutePrefix, new HostJson().MaxMessageBatchSize, new HostJson().AutoCompleteMessages)
        );
    }

    [Fact]
    public void Settings_are_read()
    {
        var host = Read(
            """
            { "extensions": { "http": { "routePrefix": "" },
              "serviceBus": { "autoCompleteMessages": false, "maxMessageBatchSize": 256, "maxConcurrentCalls": 3 } } }
            """
        );
        Assert.Equal(
            new HostJson
            {
                RoutePrefix = "",
                AutoCompleteMessages = false,
                MaxMessageBatchSize = 256,
                MaxConcurrentCalls = 3,
            },
            host
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "extensions": { "serviceBus": { "maxMessageBatchSize": 0 } } }""")]
    [InlineData("""{ "extensions": { "serviceBus": { "maxConcurrentCalls": "many" } } }""")]
    [InlineData("""{ "extensions": { "serviceBus": { "autoCompleteMessages": 1 } } }""")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": 1 } } }""")]
    public void Invalid_file_is_rejected(string text) =>
        Assert.Contains(
            "host.json",
            Assert.Throws<InvalidDataException>(() => Read(text)).Message,
            StringComparison.Ordinal
        );
}
