using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The nodes that clients can attach to: queues to send to, and <c>$cbs</c>. Any other link is detached with an error.
/// </summary>
internal sealed class QueueContainer(
    QueueStore queues,
    MemoryBudget budget,
    AcceptedConnections connections,
    ILogger logger
) : IContainer
{
    private const string CbsName = "$cbs";

    private readonly ConditionalWeakTable<Session, CbsNode> _cbsNodes = [];

    public X509Certificate2 ServiceCertificate =>
        throw new NotSupportedException("There is no TLS on the loopback interface.");

    public IDictionary<string, TransportProvider> CustomTransports { get; } =
        new Dictionary<string, TransportProvider>(StringComparer.Ordinal)
        {
            [AcceptedConnections.Scheme] = connections,
        };

    // The library closes the connection if this throws, so an unreadable message is rejected later instead.
    public Message CreateMessage(ByteBuffer buffer) => IncomingMessage.Read(buffer, budget);

    public Link CreateLink(ListenerConnection connection, ListenerSession session, Attach attach) =>
        new ListenerLink(session, attach);

    public bool AttachLink(ListenerConnection connection, ListenerSession session, Link link, Attach attach)
    {
        var isReceiver = attach.Role;
        var node = NodeOf(isReceiver ? (attach.Source as Source)?.Address : Target(attach)?.Address);
        var listening = (ListenerLink)link;
        if (node.Equals(CbsName, StringComparison.OrdinalIgnoreCase))
        {
            _cbsNodes.GetValue(session, _ => new()).Attach(listening, attach);
        }
        else if (!queues.Queues.TryGetValue(node, out var queue))
        {
            // SDKs recognize a missing queue by this text.
            throw Error(ErrorCode.NotFound, $"The messaging entity '{Shorten(node)}' could not be found.");
        }
        else if (isReceiver)
        {
            throw Error(
                ErrorCode.NotImplemented,
                "This endpoint only supports sending; functions receive the messages."
            );
        }
        else
        {
            listening.InitializeReceiver(QueueLinkHandler.Credit, new QueueLinkHandler(queue, logger).OnMessage, null);
        }

        CompleteAttach(attach);
        return true;
    }

    /// <summary>Returns the node name of an address. SDKs write <c>q</c>, <c>/q</c> or <c>amqps://host/q</c>.</summary>
    private static string NodeOf(string? address) =>
        (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.LocalPath : address ?? "").Trim('/');

    private static Target? Target(Attach attach) => attach.Target as Target;

    /// <summary>
    /// Turns the client's attach into the response. The client's maps are removed: some have text keys, and the library
    /// can write only symbols.
    /// </summary>
    private static void CompleteAttach(Attach attach)
    {
        attach.Source = new Source { Address = (attach.Source as Source)?.Address };
        attach.Target = new Target { Address = Target(attach)?.Address };
        attach.MaxMessageSize = OutgoingMessage.MaxBodyBytes;
        attach.Properties = null;
        attach.Unsettled = null;
        attach.OfferedCapabilities = null;
        attach.DesiredCapabilities = null;
    }

    private static AmqpException Error(string condition, string description) => new(condition, description);

    private static string Shorten(string node) => node.Length <= 260 ? node : node[..260] + "…";
}
