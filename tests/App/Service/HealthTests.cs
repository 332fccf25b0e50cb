namespace FlexFunctions.App.Tests;

public sealed class HealthTests
{
    [Theory]
    [InlineData(false, false, 200, """{"status":"ok","store":"ok","queue":"ok"}""")]
    [InlineData(true, false, 503, """{"status":"degraded","store":"down","queue":"ok"}""")]
    [InlineData(false, true, 503, """{"status":"degraded","store":"ok","queue":"down"}""")]
    [InlineData(true, true, 503, """{"status":"degraded","store":"down","queue":"down"}""")]
    public async Task Health_names_each_part_that_is_down(bool storeIsDown, bool queueIsDown, int status, string body)
    {
        using var rows = Storage.SqliteRowStore.OpenMemory();
        await using var app = new AppFixture(
            new FailingStore(rows) { FailingPartition = storeIsDown ? "Health" : null }
        );
        if (queueIsDown)
        {
            await app.Functions.Queues.DisposeAsync();
        }

        var answer = await app.Api.CallAsync("GET", "/api/health");

        Assert.Equal((status, body), (answer.Status, answer.Body.GetRawText()));
    }
}
