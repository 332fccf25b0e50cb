using Microsoft.Extensions.Configuration;

namespace FlexFunctions.LocalHost;

/// <summary>What a host is told.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The HTTP port on 127.0.0.1, 0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>
    /// The Service Bus endpoint's port on 127.0.0.1, 0 to 65535; 0 takes any free one; null for no endpoint.
    /// </summary>
    public int? AmqpPort { get; init; }

    /// <summary>The folder of queues and timers, made if it is not there; null keeps them in memory.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>The host.json file; null for Azure's defaults.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Queues beside those that functions listen to.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Lock duration and delivery count of the queues.</summary>
    public QueueSettings QueueSettings { get; init; } = new();

    /// <summary>
    /// The clock of everything here; also what functions get as TimeProvider, unless they register another.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// The settings: what <c>%Name%</c> stands for in attributes, and what functions get as IConfiguration. Null for
    /// none.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>How long what runs may go on when the host stops, before it is cancelled.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);
}
