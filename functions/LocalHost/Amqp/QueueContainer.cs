using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// What peers may attach to: a queue, to send; <c>$cbs</c>, to send and receive. Anything else is detached with a reason.
/// </summary>
internal sealed class QueueContainer(
    QueueStore queues,
    IntakeRoom room,
    AcceptedConnections connections,
    ILogger logger
) : IContainer
{
    private const string TokenNode = "$cbs";

    private readonly ConditionalWeakTable<Session, TokenNode> _tokenNodes = [];

    public X509Certificate2 ServiceCertificate =>
        throw new NotSupportedException("There is no TLS on the loopback interface.");

    public IDictionary<string, TransportProvider> CustomTransports { get; } =
        new Dictionary<string, TransportProvider>(StringComparer.Ordinal)
        {
            [AcceptedConnections.Scheme] = connections,
        };

    // The library closes the connection when this throws; a message that can not be read is refused alone instead.
    public Message CreateMessage(ByteBuffer buffer) => IncomingMessage.Read(buffer, room);

    public Link CreateLink(ListenerConnection connection, ListenerSession session, Attach attach) =>
        new ListenerLink(session, attach);

    public bool AttachLink(ListenerConnection connection, ListenerSession session, Link link, Attach attach)
    {
        var peerReceives = attach.Role;
        var node = NodeOf(peerReceives ? (attach.Source as Source)?.Address : Target(attach)?.Address);
        var listening = (ListenerLink)link;
        if (node.Equals(TokenNode, StringComparison.OrdinalIgnoreCase))
        {
            _tokenNodes.GetValue(session, _ => new()).Attach(listening, attach);
        }
        else if (!queues.Queues.TryGetValue(node, out var queue))
        {
            // The real service's sentence: SDKs tell a missing queue from other errors by it.
            throw Refusal(ErrorCode.NotFound, $"The messaging entity '{Shown(node)}' could not be found.");
        }
        else if (peerReceives)
        {
            throw Refusal(ErrorCode.NotImplemented, "This endpoint only takes messages in; functions receive them.");
        }
        else
        {
            listening.InitializeReceiver(QueueIntake.Credit, new QueueIntake(queue, logger).OnMessage, null);
        }

        Answer(attach);
        return true;
    }

    /// <summary>The node a peer means: SDKs write <c>q</c>, <c>/q</c> or <c>amqps://host/q</c>.</summary>
    private static string NodeOf(string? address) =>
        (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.LocalPath : address ?? "").Trim('/');

    private static Target? Target(Attach attach) => attach.Target as Target;

    /// <summary>
    /// Makes of the peer's attach the answer to it. What it said of itself is left out: peers send maps with text as
    /// keys where the library can write symbols only.
    /// </summary>
    private static void Answer(Attach attach)
    {
        attach.Source = new Source { Address = (attach.Source as Source)?.Address };
        attach.Target = new Target { Address = Target(attach)?.Address };
        attach.MaxMessageSize = OutgoingMessage.MaxBodyBytes;
        attach.Properties = null;
        attach.Unsettled = null;
        attach.OfferedCapabilities = null;
        attach.DesiredCapabilities = null;
    }

    private static AmqpException Refusal(string condition, string description) => new(condition, description);

    private static string Shown(string node) => node.Length <= 260 ? node : node[..260] + "…";
}
