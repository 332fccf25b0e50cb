using Microsoft.Extensions.Configuration;

namespace FlexFunctions.LocalHost;

/// <summary>The options of a host.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The HTTP port on 127.0.0.1, 0 to 65535; 0 for any free port.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>
    /// The port of the Service Bus endpoint on 127.0.0.1, 0 to 65535; 0 for any free port, null for no endpoint.
    /// </summary>
    public int? AmqpPort { get; init; }

    /// <summary>The folder for queues and timers, created if missing; null keeps them in memory.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>The host.json file; null for Azure's defaults.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Queues in addition to those that functions listen to.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The settings of the queues.</summary>
    public QueueSettings QueueSettings { get; init; } = new();

    /// <summary>The clock of the host. Functions receive it as TimeProvider unless another one is registered.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// The settings for <c>%Name%</c> in attributes and for functions that need IConfiguration; null for none.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>How long running functions can continue when the host stops, before they are cancelled.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);
}
