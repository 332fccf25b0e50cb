using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The <c>$cbs</c> node of one session. SDKs send a token for each queue and wait for the response. Every token is
/// accepted, because a client of a loopback port is on this machine.
/// </summary>
internal sealed class CbsNode
{
    private const uint Credit = 50;

    private readonly Lock _gate = new();
    private readonly List<(string?[] Names, ListenerLink Link)> _responseLinks = [];

    internal void Attach(ListenerLink link, Attach attach)
    {
        if (!attach.Role)
        {
            link.InitializeReceiver(Credit, OnRequest, null);
            return;
        }

        link.InitializeSender((_, _, _) => { }, (_, _, _, _) => { }, null);
        string?[] names = [(attach.Target as Target)?.Address, attach.LinkName];
        lock (_gate)
        {
            _responseLinks.Add((names, link));
        }

        link.AddClosedCallback(
            (_, _) =>
            {
                lock (_gate)
                {
                    _responseLinks.RemoveAll(entry => entry.Link == link);
                }
            }
        );
    }

    private void OnRequest(ListenerLink link, Message request, DeliveryState state, object context)
    {
        // An exception here would close the connection. A client that disconnected needs no response.
        try
        {
            var incoming = (IncomingMessage)request;
            incoming.Release();
            if (incoming.Error is { } error)
            {
                link.DisposeMessage(request, new Rejected { Error = error }, true);
                return;
            }

            link.DisposeMessage(request, new Accepted(), true);
            FindResponseLink(incoming.Content.Properties?.ReplyTo)?.SendMessage(CreateResponse(incoming.Content));
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException) { }
    }

    private ListenerLink? FindResponseLink(string? replyTo)
    {
        lock (_gate)
        {
            return _responseLinks.Find(entry => replyTo is not null && entry.Names.Contains(replyTo)).Link
                ?? _responseLinks.FirstOrDefault().Link;
        }
    }

    private static Message CreateResponse(Message request)
    {
        var response = new Message
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties
            {
                ["status-code"] = 202,
                ["status-description"] = "Accepted",
            },
        };
        // Unchanged: some SDKs use numbers as ids.
        if (request.Properties?.GetMessageId() is { } id)
        {
            response.Properties.SetCorrelationId(id);
        }

        return response;
    }
}
