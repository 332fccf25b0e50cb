using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Threading.Channels;
using FlexFunctions.AzureHost.Settling;
using FlexFunctions.AzureHost.Tests.Rpc;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>
/// The Azure build as a worker process, with the host's side of the Functions protocol: function metadata, invocations,
/// cancellations, settlements and logs.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _host;
    private readonly Process _process;
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly Lock _gate = new();
    private readonly List<RpcLog> _logs = [];
    private readonly List<(Func<RpcLog, bool> IsWanted, TaskCompletionSource Seen)> _watchers = [];
    private readonly ConcurrentQueue<string> _output = new();

    private WorkerProcess(IReadOnlyDictionary<string, string> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(this);
        _host = builder.Build();
        _host.UseRouting();
        _host.MapGrpcService<Stream>();
        _host.MapGrpcService<Settler>();
        _process = new Process { StartInfo = Start(settings), EnableRaisingEvents = true };
    }

    /// <summary>The functions that the worker reports, by name.</summary>
    internal IReadOnlyDictionary<string, IndexedFunction> Functions { get; private set; } = null!;

    /// <summary>The worker's address for forwarded HTTP requests.</summary>
    internal Uri HttpUri { get; private set; } = null!;

    /// <summary>
    /// The settlements: <c>complete</c>, <c>abandon</c> or <c>dead-letter</c> with reason and description.
    /// </summary>
    internal ConcurrentQueue<Settled> Settlements { get; } = new();

    /// <summary>The log entries that the worker sent to the host.</summary>
    internal IReadOnlyList<RpcLog> Logs
    {
        get
        {
            lock (_gate)
            {
                return [.. _logs];
            }
        }
    }

    /// <summary>Starts the worker and loads its functions, as the Functions host does.</summary>
    internal static async Task<WorkerProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var worker = new WorkerProcess(settings);
        try
        {
            await worker.StartAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an invocation request without the trigger data.</summary>
    internal static InvocationRequest Request(IndexedFunction function) =>
        new()
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            TraceContext = new(),
        };

    /// <summary>Invokes a function and returns its result.</summary>
    internal async Task<StatusResult> InvokeAsync(InvocationRequest request) =>
        (await AskAsync(request.InvocationId, new() { InvocationRequest = request })).InvocationResponse.Result;

    /// <summary>Cancels an invocation, as the host does when the HTTP client disconnects.</summary>
    internal void Cancel(string invocation) => Post(new() { InvocationCancel = new() { InvocationId = invocation } });

    /// <summary>Waits for a past or future log entry of the worker.</summary>
    internal async Task LoggedAsync(Func<RpcLog, bool> isWanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_logs.Exists(log => isWanted(log)))
            {
                return;
            }

            _watchers.Add((isWanted, seen));
        }

        if (await Task.WhenAny(seen.Task, Task.Delay(s_patience)) != seen.Task)
        {
            Assert.Fail($"The worker did not log it:{Environment.NewLine}{string.Join('\n', Logs)}");
        }
    }

    /// <summary>Releases the waiting probes.</summary>
    internal void Release() => File.WriteAllText(Setting(ProbeFunctions.ReleaseSetting), "");

    /// <summary>Returns a setting of the worker.</summary>
    internal string Setting(string name) => _process.StartInfo.Environment[name]!;

    /// <summary>Sends SIGTERM. <see cref="ExitAsync"/> waits for the exit.</summary>
    internal void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    /// <summary>Waits for the process to end and returns its exit code.</summary>
    internal async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Stops the worker, if it runs, and its host.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning())
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _outgoing.Writer.TryComplete();
        await _host.DisposeAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Start(IReadOnlyDictionary<string, string> settings)
    {
        var folder = typeof(WorkerProcess)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(pair => pair.Key == "Worker")
            .Value!;
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = folder;
        start.ArgumentList.Add(Path.Combine(folder, "FlexFunctions.App.dll"));
        return start;
    }

    private bool IsRunning()
    {
        try
        {
            return !_process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return false; // It was never started.
        }
    }

    private async Task StartAsync()
    {
        await _host.StartAsync();
        var id = Guid.NewGuid().ToString();
        foreach (
            var argument in new Dictionary<string, string>
            {
                ["HostEndpoint"] = _host.Urls.Single(),
                ["WorkerId"] = id,
                ["RequestId"] = id,
                ["GrpcMaxMessageLength"] = $"{int.MaxValue}",
            }
        )
        {
            _process.StartInfo.ArgumentList.Add($"--Functions:Worker:{argument.Key}={argument.Value}");
        }

        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => FailAll();
        var started = Answer(nameof(StartStream));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.WaitAsync(s_patience);

        var init = (
            await AskAsync(
                nameof(WorkerInitResponse),
                new()
                {
                    WorkerInitRequest = new() { HostVersion = "4.1037.0", FunctionAppDirectory = Folder },
                }
            )
        ).WorkerInitResponse;
        Assert.Equal(StatusResult.Types.Status.Success, init.Result.Status);
        HttpUri = new(init.Capabilities["HttpUri"]);
        // The worker connects to its host before it listens.
        await LoggedAsync(log => log.Message.StartsWith("Now listening", StringComparison.Ordinal));

        var index = (
            await AskAsync(
                nameof(FunctionMetadataResponse),
                new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = Folder } }
            )
        ).FunctionMetadataResponse;
        Assert.Equal(StatusResult.Types.Status.Success, index.Result.Status);
        Functions = index.FunctionMetadataResults.Select(IndexedFunction.Read).ToDictionary(one => one.Name);
        foreach (var function in Functions.Values)
        {
            var loaded = await AskAsync(
                function.Id,
                new()
                {
                    FunctionLoadRequest = new() { FunctionId = function.Id, Metadata = function.Metadata },
                }
            );
            Assert.Equal(StatusResult.Types.Status.Success, loaded.FunctionLoadResponse.Result.Status);
        }
    }

    private string Folder => _process.StartInfo.WorkingDirectory;

    private void Post(StreamingMessage message) => Assert.True(_outgoing.Writer.TryWrite(message));

    private async Task<StreamingMessage> AskAsync(string key, StreamingMessage question)
    {
        var answer = Answer(key);
        Post(question);
        return await answer.WaitAsync(s_patience);
    }

    private Task<StreamingMessage> Answer(string key)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_answers.TryAdd(key, answer));
        return answer.Task;
    }

    private void FailAll()
    {
        var end = new InvalidOperationException($"The worker ended:{Environment.NewLine}{string.Join('\n', _output)}");
        foreach (var answer in _answers.Values)
        {
            answer.TrySetException(end);
        }
    }

    private void Take(StreamingMessage message)
    {
        if (message.RpcLog is { } log)
        {
            TakeLog(log);
            return;
        }

        var key = message.ContentCase switch
        {
            StreamingMessage.ContentOneofCase.StartStream => nameof(StartStream),
            StreamingMessage.ContentOneofCase.WorkerInitResponse => nameof(WorkerInitResponse),
            StreamingMessage.ContentOneofCase.FunctionMetadataResponse => nameof(FunctionMetadataResponse),
            StreamingMessage.ContentOneofCase.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
            StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
            _ => "",
        };
        if (_answers.TryRemove(key, out var answer))
        {
            answer.TrySetResult(message);
        }
    }

    private void TakeLog(RpcLog log)
    {
        lock (_gate)
        {
            _logs.Add(log);
            foreach (var watcher in _watchers.Where(watcher => watcher.IsWanted(log)))
            {
                watcher.Seen.TrySetResult();
            }
        }
    }

    /// <summary>The settlement of a message.</summary>
    internal sealed record Settled(Guid LockToken, string How, string? Reason = null, string? Description = null);

    private sealed class Stream(WorkerProcess worker) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context
        )
        {
            var sending = SendAsync(responseStream, context.CancellationToken);
            try
            {
                await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
                {
                    worker.Take(message);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The worker exited.
            }

            worker._outgoing.Writer.TryComplete();
            await sending;
        }

        private async Task SendAsync(IServerStreamWriter<StreamingMessage> worker_, CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var message in worker._outgoing.Reader.ReadAllAsync(cancellationToken))
                {
                    await worker_.WriteAsync(message, cancellationToken);
                }
            }
            catch (OperationCanceledException)
            {
                // The worker exited.
            }
        }
    }

    private sealed class Settler(WorkerProcess worker) : Settlement.SettlementBase
    {
        public override Task<Empty> Complete(CompleteRequest request, ServerCallContext context) =>
            Note(new(Guid.Parse(request.Locktoken), "complete"));

        public override Task<Empty> Abandon(AbandonRequest request, ServerCallContext context) =>
            Note(new(Guid.Parse(request.Locktoken), "abandon"));

        public override Task<Empty> Deadletter(DeadletterRequest request, ServerCallContext context) =>
            Note(
                new(
                    Guid.Parse(request.Locktoken),
                    "dead-letter",
                    request.DeadletterReason,
                    request.DeadletterErrorDescription
                )
            );

        private Task<Empty> Note(Settled settled)
        {
            worker.Settlements.Enqueue(settled);
            return Task.FromResult(new Empty());
        }
    }
}
