namespace FlexFunctions.App.Tests;

public sealed class HealthTests
{
    [Theory]
    [InlineData(false, false, 200, """{"status":"ok","store":"ok","queue":"ok"}""")]
    [InlineData(true, false, 503, """{"status":"degraded","store":"down","queue":"ok"}""")]
    [InlineData(false, true, 503, """{"status":"degraded","store":"ok","queue":"down"}""")]
    [InlineData(true, true, 503, """{"status":"degraded","store":"down","queue":"down"}""")]
    public async Task Each_part_that_does_not_answer_is_named(
        bool storeIsDown,
        bool queueIsDown,
        int status,
        string body
    )
    {
        using var rows = Storage.SqliteRowStore.OpenMemory();
        await using var rig = new Rig(new FailingStore(rows) { FailingPartition = storeIsDown ? "Health" : null });
        if (queueIsDown)
        {
            await rig.Functions.Queues.DisposeAsync();
        }

        var answer = await rig.Api.CallAsync("GET", "/api/health");

        Assert.Equal((status, body), (answer.Status, answer.Body.GetRawText()));
    }
}
