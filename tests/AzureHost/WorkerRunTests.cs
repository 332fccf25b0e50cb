using Azure.Messaging.ServiceBus;
using FlexFunctions.AzureHost.Tests.Rpc;
using Google.Protobuf;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>Invocations of the worker and how they end.</summary>
[Collection(nameof(TwoHosts))]
public sealed class WorkerRunTests(TwoHosts hosts)
{
    [Fact]
    public async Task Batch_dead_letters_only_invalid_messages()
    {
        var worker = hosts.Worker;
        await hosts.SendToWorkerAsync(host => hosts.Purchase(host, "batch", "first"));
        string[] bodies = ["{", Event("a", "design"), Event("b", "nobody"), Event("c", "design"), "[1]"];
        var messages = Array.ConvertAll(bodies, Message);
        var before = worker.Settlements.Count;

        var result = await worker.InvokeAsync(Batch(worker, "IngestUsage", messages));

        Assert.Equal(StatusResult.Types.Status.Success, result.Status);
        Assert.Equal(
            [
                (messages[0].LockToken, "dead-letter", "malformed-event"),
                (messages[2].LockToken, "dead-letter", "unknown-team"),
                (messages[4].LockToken, "dead-letter", "malformed-event"),
            ],
            worker.Settlements.Skip(before).Select(one => ($"{one.LockToken}", one.How, one.Reason!))
        );
        var balance = await hosts.SendToWorkerAsync(Balance);
        Assert.Contains("\"tokens\":93", await balance.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_receives_its_schedule_status()
    {
        var worker = hosts.Worker;
        var timer = worker.Functions["ProbeTimer"];
        var request = WorkerProcess.Request(timer);
        request.InputData.Add(
            new ParameterBinding
            {
                Name = timer.Parameter,
                Data = new()
                {
                    Json =
                        """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-03-02T08:00:00Z","Next":"2026-03-03T08:00:00Z","LastUpdated":"2026-03-02T08:00:00Z"},"IsPastDue":true}""",
                },
            }
        );

        Assert.Equal(StatusResult.Types.Status.Success, (await worker.InvokeAsync(request)).Status);
        await worker.LoggedAsync(log => log.Message == "timer True 2026-03-02T08:00:00.0000000Z");
        Assert.DoesNotContain(worker.Logs, log => log.Message == "what each settlement logs");
    }

    [Fact]
    public async Task Disconnected_client_cancels_the_call()
    {
        var worker = hosts.Worker;
        using var client = new CancellationTokenSource();
        var (answer, run) = Wait(worker, client.Token);
        await worker.LoggedAsync(log => log.Message == "probe waits");
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await worker.LoggedAsync(log => log.Message == "probe cancelled");
        Assert.NotEqual(StatusResult.Types.Status.Success, (await run).Status);
    }

    [Fact]
    public async Task Stopping_worker_finishes_its_call()
    {
        await using var worker = await hosts.StartWorkerAsync();
        var (answer, _) = Wait(worker);
        await worker.LoggedAsync(log => log.Message == "probe waits");
        worker.Terminate();
        worker.Release();
        Assert.Equal("released", await (await answer).Content.ReadAsStringAsync());
        Assert.Equal(0, await worker.ExitAsync());
    }

    [Fact]
    public async Task Stopping_worker_settles_no_unfinished_batch()
    {
        await using var worker = await hosts.StartWorkerAsync();
        var run = worker.InvokeAsync(Batch(worker, "ProbeBatch", [Message("{}")]));
        await worker.LoggedAsync(log => log.Message == "probe waits");
        worker.Terminate();
        Assert.Equal(0, await worker.ExitAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => run);
        Assert.Empty(worker.Settlements);
    }

    [Fact]
    public async Task Redelivered_batch_is_charged_once()
    {
        await using var first = await hosts.StartWorkerAsync();
        await TwoHosts.Forward(host => hosts.Purchase(host, "batch", "first"), first)!.Value.Answer;
        ServiceBusReceivedMessage[] messages =
        [
            .. Enumerable.Range(0, 10).Select(i => Message(Event($"{i}", "design", $"user{i}"))),
        ];
        var run = first.InvokeAsync(Batch(first, "IngestUsage", messages));
        first.Terminate();
        Assert.Equal(0, await first.ExitAsync());
        await Task.WhenAny(run);
        await using var second = await hosts.StartWorkerAsync(("Storage", first.Setting("Storage")));
        var result = await second.InvokeAsync(Batch(second, "IngestUsage", messages));
        Assert.Equal(StatusResult.Types.Status.Success, result.Status);
        Assert.Empty(second.Settlements);
        var balance = await TwoHosts.Forward(Balance, second)!.Value.Answer;
        Assert.Contains("\"tokens\":30", await balance.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private HttpRequestMessage Balance(Uri host) =>
        hosts.Bearing(TwoHosts.Request(host, "GET", "/api/accounts/batch/teams/design/balance"), "Admin", "batch");

    private static (Task<HttpResponseMessage> Answer, Task<StatusResult> Run) Wait(
        WorkerProcess worker,
        CancellationToken client = default
    ) => TwoHosts.Forward(host => TwoHosts.Request(host, "GET", "/probe/wait"), worker, client)!.Value;

    private static string Event(string id, string team, string user = "priscilla") =>
        $$"""
            { "specversion": "1.0", "id": "{{id}}", "source": "test", "type": "flex.product.opened",
              "time": "{{TimeProvider.System.GetUtcNow():O}}",
              "data": { "account": "batch", "team": "{{team}}", "user": "{{user}}", "product": "autocad", "session": "s" } }
            """;

    private static ServiceBusReceivedMessage Message(string body) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(body),
            messageId: Guid.NewGuid().ToString(),
            contentType: "application/json",
            lockTokenGuid: Guid.NewGuid(),
            deliveryCount: 1,
            sequenceNumber: 1,
            enqueuedTime: TimeProvider.System.GetUtcNow(),
            lockedUntil: TimeProvider.System.GetUtcNow().AddMinutes(5)
        );

    private static InvocationRequest Batch(
        WorkerProcess worker,
        string name,
        IEnumerable<ServiceBusReceivedMessage> messages
    )
    {
        var function = worker.Functions[name];
        var request = WorkerProcess.Request(function);
        var data = new CollectionModelBindingData();
        foreach (var message in messages)
        {
            byte[] content =
            [
                .. Guid.Parse(message.LockToken).ToByteArray(),
                .. message.GetRawAmqpMessage().ToBytes().ToArray(),
            ];
            data.ModelBindingData.Add(
                new ModelBindingData
                {
                    Version = "1.0",
                    Source = "AzureServiceBusReceivedMessage",
                    ContentType = "application/octet-stream",
                    Content = ByteString.CopyFrom(content),
                }
            );
        }

        request.InputData.Add(
            new ParameterBinding
            {
                Name = function.Parameter,
                Data = new() { CollectionModelBindingData = data },
            }
        );
        return request;
    }
}
