using System.Globalization;
using Azure.Messaging.ServiceBus;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The queue, with peek lock, delivery count and dead letters. It may deliver messages out of order.</summary>
internal sealed class SimulatedQueue(Scheduler world, Auditor auditor)
{
    private const int MostDeliveries = 2_000;

    private readonly List<QueuedMessage> _messages = [];
    private long _locks;

    /// <summary>Called when a message becomes available.</summary>
    public Action<QueuedMessage> Changed { get; set; } = _ => { };

    /// <summary>The first available message; null if there is none.</summary>
    public QueuedMessage? Next => _messages.Find(message => message.State == MessageState.Waiting);

    /// <summary>True if no message is available or locked.</summary>
    public bool IsEmpty => _messages.TrueForAll(message => message.State is MessageState.Done or MessageState.Dead);

    /// <summary>The number of deliveries after the tenth of a message.</summary>
    public int Repeats { get; private set; }

    /// <summary>The number of enqueued messages.</summary>
    public int Count => _messages.Count;

    /// <summary>
    /// Enqueues a message. Its first enqueued time is believed if it is at most 366 days old, and not in the future (R5).
    /// </summary>
    public void Send(SentMessage content, DateTimeOffset? firstEnqueued = null)
    {
        var believed =
            firstEnqueued >= world.Now.AddDays(-366) && firstEnqueued <= world.Now ? firstEnqueued.Value : world.Now;
        var message = new QueuedMessage(content with { EnqueuedAt = believed }, world.Now, firstEnqueued);
        _messages.Add(message);
        Changed(message);
    }

    /// <summary>Resubmits all dead letters with their first enqueued times (R5).</summary>
    public void Resubmit()
    {
        foreach (var dead in _messages.Where(message => message.State == MessageState.Dead).ToList())
        {
            dead.State = MessageState.Done;
            Send(dead.Content, dead.FirstEnqueued ?? dead.Content.EnqueuedAt);
        }
    }

    /// <summary>Returns available messages and locks them.</summary>
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
            Repeats += message.Deliveries > 10 ? 1 : 0;
            message.State = MessageState.Locked;
            message.Lock = ++_locks;
            message.LockedUntil = world.Now + lockFor;
            var held = message.Lock;
            world.At(message.LockedUntil, () => Release(message, held));
            taken.Add(message);
        }

        return taken;
    }

    /// <summary>Settles a locked message. Returns false if the lock has expired.</summary>
    public bool Settle(QueuedMessage message, long held, MessageState state, string? code, SimulatedOperation operation)
    {
        if (message.State != MessageState.Locked || message.Lock != held)
        {
            return false;
        }

        Settle(message, state, code, operation);
        return true;
    }

    private void Settle(QueuedMessage message, MessageState state, string? code, SimulatedOperation? operation)
    {
        (message.State, message.Code) = (state, code);
        if (code == SentMessage.DeliveredTooOften)
        {
            auditor.DeliveredTooOften(message.Content);
        }
        else if (state is MessageState.Done or MessageState.Dead)
        {
            auditor.Settled(message.Content, code, operation!, world.Now - message.Enqueued);
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

/// <summary>The state of a message.</summary>
internal enum MessageState
{
    /// <summary>Available to receivers.</summary>
    Waiting,

    /// <summary>Locked by a receiver.</summary>
    Locked,

    /// <summary>Completed.</summary>
    Done,

    /// <summary>Dead-lettered.</summary>
    Dead,
}

/// <summary>A message in the queue.</summary>
/// <param name="content">The message as it was sent.</param>
/// <param name="enqueued">The enqueued time.</param>
/// <param name="firstEnqueued">The first enqueued time, of a message that was resubmitted.</param>
internal sealed class QueuedMessage(SentMessage content, DateTimeOffset enqueued, DateTimeOffset? firstEnqueued)
{
    public DateTimeOffset Enqueued { get; } = enqueued;
    public DateTimeOffset? FirstEnqueued { get; } = firstEnqueued;
    public SentMessage Content { get; } = content;
    public MessageState State { get; set; }
    public string? Code { get; set; }
    public int Deliveries { get; set; }
    public long Lock { get; set; }
    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>Returns the message as a receiver gets it.</summary>
    public ServiceBusReceivedMessage Received() =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: EventText.Of(Content),
            messageId: Content.Number.ToString(CultureInfo.InvariantCulture),
            properties: FirstEnqueued is { } first
                ? new Dictionary<string, object> { ["flex-first-enqueued"] = first }
                : null,
            lockTokenGuid: new Guid((int)Lock, 0, 0, new byte[8]),
            deliveryCount: Deliveries,
            lockedUntil: LockedUntil,
            enqueuedTime: Enqueued
        );
}
