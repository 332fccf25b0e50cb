using System.Globalization;
using Azure.Messaging.ServiceBus;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The queue: peek lock, delivery count, dead letters, in an order that need not be that of sending.</summary>
internal sealed class SimulatedQueue(Scheduler world, Auditor auditor)
{
    private const int MostDeliveries = 10;

    private readonly List<QueuedMessage> _messages = [];
    private long _locks;

    /// <summary>Told of a message that can be taken.</summary>
    public Action<QueuedMessage> Changed { get; set; } = _ => { };

    /// <summary>The first message that can be taken.</summary>
    public QueuedMessage? Next => _messages.Find(message => message.State == MessageState.Waiting);

    /// <summary>True if nothing waits and nothing is locked.</summary>
    public bool IsEmpty => _messages.TrueForAll(message => message.State is MessageState.Done or MessageState.Dead);

    /// <summary>How many messages were taken in.</summary>
    public int Count => _messages.Count;

    /// <summary>Takes a message in.</summary>
    public void Send(SentMessage content, DateTimeOffset? firstTakenIn = null)
    {
        var message = new QueuedMessage(content with { EnqueuedAt = firstTakenIn ?? world.Now }, world.Now);
        _messages.Add(message);
        Changed(message);
    }

    /// <summary>Sends all dead letters again, with the instants at which they were first taken in (R5).</summary>
    public void Resubmit()
    {
        foreach (var dead in _messages.Where(message => message.State == MessageState.Dead).ToList())
        {
            dead.State = MessageState.Done;
            Send(dead.Content, dead.Content.EnqueuedAt);
        }
    }

    /// <summary>Hands out messages under locks.</summary>
    public List<QueuedMessage> Receive(int atMost, Random dice, TimeSpan lockFor)
    {
        var waiting = _messages.Where(message => message.State == MessageState.Waiting).ToList();
        if (dice.Next(3) == 0)
        {
            dice.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(waiting));
        }

        var taken = new List<QueuedMessage>();
        foreach (var message in waiting.Take(atMost))
        {
            if (message.Deliveries >= MostDeliveries)
            {
                Settle(message, MessageState.Dead, SentMessage.DeliveredTooOften, null);
                continue;
            }

            message.Deliveries++;
            message.State = MessageState.Locked;
            message.Lock = ++_locks;
            message.LockedUntil = world.Now + lockFor;
            var held = message.Lock;
            world.At(message.LockedUntil, () => Release(message, held));
            taken.Add(message);
        }

        return taken;
    }

    /// <summary>Ends the hold of a message; false if it is not held by that lock any more.</summary>
    public bool Settle(QueuedMessage message, long held, MessageState state, string? code, SimulatedOperation deed)
    {
        if (message.State != MessageState.Locked || message.Lock != held)
        {
            return false;
        }

        Settle(message, state, code, deed);
        return true;
    }

    private void Settle(QueuedMessage message, MessageState state, string? code, SimulatedOperation? deed)
    {
        (message.State, message.Code) = (state, code);
        if (state is MessageState.Done or MessageState.Dead && code != SentMessage.DeliveredTooOften)
        {
            auditor.Settled(message.Content, code, deed!);
        }

        if (state == MessageState.Waiting)
        {
            Changed(message);
        }
    }

    private void Release(QueuedMessage message, long held)
    {
        if (message.State == MessageState.Locked && message.Lock == held)
        {
            message.State = MessageState.Waiting;
            Changed(message);
        }
    }
}

/// <summary>Where a message is.</summary>
internal enum MessageState
{
    /// <summary>It can be taken.</summary>
    Waiting,

    /// <summary>Somebody has it.</summary>
    Locked,

    /// <summary>It is gone.</summary>
    Done,

    /// <summary>It is a dead letter.</summary>
    Dead,
}

/// <summary>A message in the queue.</summary>
internal sealed class QueuedMessage(SentMessage content, DateTimeOffset enqueued)
{
    public SentMessage Content { get; } = content;
    public MessageState State { get; set; }
    public string? Code { get; set; }
    public int Deliveries { get; set; }
    public long Lock { get; set; }
    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The message as a receiver sees it.</summary>
    public ServiceBusReceivedMessage Received() =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(EventText.Of(Content)),
            messageId: Content.Number.ToString(CultureInfo.InvariantCulture),
            properties: Content.EnqueuedAt == enqueued
                ? null
                : new Dictionary<string, object> { ["flex-first-enqueued"] = Content.EnqueuedAt },
            lockTokenGuid: new Guid((int)Lock, 0, 0, new byte[8]),
            deliveryCount: Deliveries,
            lockedUntil: LockedUntil,
            enqueuedTime: enqueued
        );
}
