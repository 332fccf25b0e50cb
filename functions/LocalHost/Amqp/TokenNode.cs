using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The <c>$cbs</c> node of one session. SDKs put a token there for each queue and wait for the answer; every token will
/// do, since whoever can reach a loopback port is on this machine.
/// </summary>
internal sealed class TokenNode
{
    private const uint Credit = 50;

    private readonly Lock _gate = new();
    private readonly List<(string?[] Names, ListenerLink Link)> _answering = [];

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
            _answering.Add((names, link));
        }

        link.AddClosedCallback(
            (_, _) =>
            {
                lock (_gate)
                {
                    _answering.RemoveAll(entry => entry.Link == link);
                }
            }
        );
    }

    private void OnRequest(ListenerLink link, Message request, DeliveryState state, object context)
    {
        // Thrown here, an exception would close the whole connection; a peer that is gone needs no answer.
        try
        {
            var incoming = (IncomingMessage)request;
            incoming.Release();
            if (incoming.Flaw is { } flaw)
            {
                link.DisposeMessage(request, new Rejected { Error = flaw }, true);
                return;
            }

            link.DisposeMessage(request, new Accepted(), true);
            AnswerTo(incoming.Content.Properties?.ReplyTo)?.SendMessage(Answer(incoming.Content));
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException) { }
    }

    private ListenerLink? AnswerTo(string? replyTo)
    {
        lock (_gate)
        {
            return _answering.Find(entry => replyTo is not null && entry.Names.Contains(replyTo)).Link
                ?? _answering.FirstOrDefault().Link;
        }
    }

    private static Message Answer(Message request)
    {
        var answer = new Message
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties
            {
                ["status-code"] = 202,
                ["status-description"] = "Accepted",
            },
        };
        // As it came: some SDKs number their requests.
        if (request.Properties?.GetMessageId() is { } id)
        {
            answer.Properties.SetCorrelationId(id);
        }

        return answer;
    }
}
