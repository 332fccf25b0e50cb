namespace FlexFunctions.LocalHost.Tests;

/// <summary>What is read of host.json.</summary>
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
    public void What_is_not_said_is_azures_default()
    {
        Assert.Equal(new HostJson(), Read("""{ "version": "2.0", /* yes */ "extensions": { "http": {} } }"""));
        Assert.Equal(new HostJson(), HostJson.Read(null));
        Assert.Equal(
            ("api", 1000, true),
            (new HostJson().RoutePrefix, new HostJson().MaxMessageBatchSize, new HostJson().AutoCompleteMessages)
        );
    }

    [Fact]
    public void What_is_said_is_taken()
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
    public void What_can_not_be_read_is_refused_by_file(string text) =>
        Assert.Contains(
            "host.json",
            Assert.Throws<InvalidDataException>(() => Read(text)).Message,
            StringComparison.Ordinal
        );
}
