using Azure.Messaging.ServiceBus;

namespace FlexFunctions.LocalHost;

/// <summary>
/// A queue with the semantics of a Service Bus queue: peek lock, delivery count, dead-letter sub-queue. A task returned
/// here completes only when what it did is on disk. Safe for concurrent use.
/// </summary>
public sealed class DurableQueue
{
    /// <summary>The longest dead-letter reason and description, in characters.</summary>
    public const int MaxDeadLetterTextLength = 4096;

    private readonly CommitLoop _loop;
    private readonly TimeProvider _time;
    private readonly MessageTable _table;
    private readonly Arrivals _arrivals = new();
    private readonly Backlog _backlog;

    internal DurableQueue(string name, long id, CommitLoop loop, QueueSettings settings, TimeProvider time)
    {
        Name = name;
        _loop = loop;
        _time = time;
        _table = new(name, id, settings);
        _backlog = new(settings.MostWaiting, () => loop.RunAsync(_table.Waiting));
    }

    /// <summary>The queue's name; compared without case.</summary>
    public string Name { get; }

    /// <summary>Completes at the next arrival (a send, or a message given back) after this property was read.</summary>
    public Task NextArrival => _arrivals.Next;

    /// <summary>
    /// Takes one message in and returns its sequence number: that of the first, if one of the same id came within the
    /// duplicate window.
    /// </summary>
    /// <exception cref="ArgumentException">The message has a flaw (<see cref="OutgoingMessage.Flaw"/>).</exception>
    public async Task<long> SendAsync(OutgoingMessage message) => (await SendAsync([message]))[0];

    /// <summary>
    /// Takes all messages in, in this order and but for duplicates, or none; returns their sequence numbers.
    /// </summary>
    /// <exception cref="ArgumentException">A message has a flaw (<see cref="OutgoingMessage.Flaw"/>).</exception>
    public async Task<IReadOnlyList<long>> SendAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        if (messages.Select(message => message.Flaw()).FirstOrDefault(flaw => flaw is not null) is { } flaw)
        {
            throw new ArgumentException(flaw, nameof(messages));
        }

        var numbers = await _loop.RunAsync(database =>
        {
            var now = _time.GetUtcNow();
            return messages.Select(message => _table.Insert(database, message, now)).ToArray();
        });
        _arrivals.Announce();
        return numbers;
    }

    /// <summary>
    /// As <see cref="SendAsync(IReadOnlyList{OutgoingMessage})"/>, once there is room for the messages
    /// (<see cref="QueueSettings.MostWaiting"/>): for senders that can wait.
    /// </summary>
    internal Task SendWhenRoomAsync(IReadOnlyList<OutgoingMessage> messages) =>
        _backlog.EnterAsync(messages.Count, () => SendAsync(messages));

    /// <summary>
    /// Takes up to <paramref name="most"/> messages in hand, oldest first; none if there are none now.
    /// </summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var messages = await _loop.RunAsync(database => _table.Receive(database, most, _time.GetUtcNow()));
        _backlog.Shrunk();
        return messages;
    }

    /// <summary>Removes a message in hand.</summary>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public Task CompleteAsync(ServiceBusReceivedMessage message) => SettleAsync(message, _table.Complete);

    /// <summary>Removes all messages in hand in one commit; returns those whose lock was lost, which stay.</summary>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> CompleteAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages
    ) => SettleAllAsync(messages, _table.Complete);

    /// <summary>
    /// Gives a message back; it comes again at once, or is dead-lettered if this was its last delivery.
    /// </summary>
    /// <param name="message">The message in hand.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public async Task AbandonAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null
    )
    {
        await SettleAsync(message, (database, token, now) => _table.Abandon(database, token, propertiesToModify, now));
        _arrivals.Announce();
    }

    /// <summary>Gives all messages back in one commit; returns those whose lock was lost.</summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> AbandonAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages
    )
    {
        var lost = await SettleAllAsync(messages, (database, token, now) => _table.Abandon(database, token, null, now));
        _arrivals.Announce();
        return lost;
    }

    /// <summary>Moves a message in hand to the dead-letter sub-queue.</summary>
    /// <param name="message">The message in hand.</param>
    /// <param name="reason">Why, in a word, at most <see cref="MaxDeadLetterTextLength"/> characters.</param>
    /// <param name="description">Why, in a sentence, at most as long.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    /// <exception cref="ArgumentException">A text is too long.</exception>
    public Task DeadLetterAsync(
        ServiceBusReceivedMessage message,
        string? reason = null,
        string? description = null,
        IDictionary<string, object>? propertiesToModify = null
    )
    {
        if (reason?.Length > MaxDeadLetterTextLength || description?.Length > MaxDeadLetterTextLength)
        {
            throw new ArgumentException(
                $"A dead-letter reason or description has at most {MaxDeadLetterTextLength} characters.",
                reason?.Length > MaxDeadLetterTextLength ? nameof(reason) : nameof(description)
            );
        }

        return SettleAsync(
            message,
            (database, token, now) => _table.DeadLetter(database, token, reason, description, propertiesToModify, now)
        );
    }

    /// <summary>Sets a message in hand aside: it is kept, and not delivered any more.</summary>
    /// <param name="message">The message in hand.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public Task DeferAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null) =>
        SettleAsync(message, (database, token, now) => _table.Defer(database, token, propertiesToModify, now));

    /// <summary>Holds a message in hand for another lock duration from now.</summary>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public Task RenewLockAsync(ServiceBusReceivedMessage message) => SettleAsync(message, _table.Renew);

    /// <summary>How many messages there are.</summary>
    public Task<QueueCounts> CountAsync() => _loop.RunAsync(database => _table.Count(database, _time.GetUtcNow()));

    /// <summary>
    /// When the next message comes by itself, because its lock lapses or it is resubmitted; null if none will.
    /// </summary>
    public Task<DateTimeOffset?> NextWakeAsync() => _loop.RunAsync(_table.NextWake);

    /// <summary>A page of the dead-letter sub-queue, by sequence number.</summary>
    /// <param name="reason">Only those with this reason; null for all.</param>
    /// <param name="after">
    /// Only those with a larger sequence number: the last one of the page before, 0 at first.
    /// </param>
    /// <param name="most">The largest page, 1 to 1000.</param>
    public async Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(
        string? reason = null,
        long after = 0,
        int most = 100
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 1000);
        return await _loop.RunAsync(database =>
        {
            _table.Sweep(database, _time.GetUtcNow());
            return _table.DeadLetters.Page(database, reason, after, most);
        });
    }

    /// <summary>How many dead-lettered messages there are of each reason.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync() =>
        await _loop.RunAsync(database => _table.DeadLetters.Count(database));

    /// <summary>
    /// Sends a dead letter again, as a new message that bears <see cref="QueueSettings.FirstEnqueuedProperty"/>; false if
    /// there is none of that number.
    /// </summary>
    public async Task<bool> ResubmitAsync(long sequenceNumber)
    {
        var done = await _loop.RunAsync(database =>
            _table.Resubmission.One(database, sequenceNumber, _time.GetUtcNow())
        );
        _arrivals.Announce();
        return done;
    }

    /// <summary>Sends all dead letters of a reason again that are there now; returns how many.</summary>
    /// <param name="reason">The reason; empty for those without one.</param>
    public async Task<long> ResubmitAsync(string reason)
    {
        // What dies again meanwhile has a larger number, so this ends.
        var last = await _loop.RunAsync(database => _table.Resubmission.Last(database, reason));
        long done = 0;
        for (var more = true; more; )
        {
            var now = await _loop.RunAsync(database =>
                _table.Resubmission.Oldest(database, reason, last, _time.GetUtcNow())
            );
            _arrivals.Announce();
            (done, more) = (done + now, now == Resubmission.MostAtOnce);
        }

        return done;
    }

    private Task<bool> SettleAsync(
        ServiceBusReceivedMessage message,
        Func<QueueDatabase, string, DateTimeOffset, bool> settle
    ) =>
        _loop.RunAsync(database =>
            settle(database, message.LockToken, _time.GetUtcNow()) ? true : throw _table.LockLost(message.LockToken)
        );

    private async Task<IReadOnlyList<ServiceBusReceivedMessage>> SettleAllAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages,
        Func<QueueDatabase, string, DateTimeOffset, bool> settle
    ) =>
        await _loop.RunAsync(database =>
            messages.Where(message => !settle(database, message.LockToken, _time.GetUtcNow())).ToList()
        );
}
