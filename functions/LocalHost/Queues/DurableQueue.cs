using Azure.Messaging.ServiceBus;

namespace FlexFunctions.LocalHost;

/// <summary>
/// A queue with the semantics of a Service Bus queue: peek lock, delivery count, dead-letter queue. Every task
/// completes when its change is on disk. Safe for concurrent use.
/// </summary>
public sealed class DurableQueue
{
    /// <summary>The longest dead-letter reason and description, in characters.</summary>
    public const int MaxDeadLetterTextLength = 4096;

    private readonly CommitLoop _loop;
    private readonly TimeProvider _time;
    private readonly MessageTable _table;
    private readonly AsyncEvent _arrivals = new();
    private readonly Backlog _backlog;

    internal DurableQueue(string name, long id, CommitLoop loop, QueueSettings settings, TimeProvider time)
    {
        Name = name;
        _loop = loop;
        _time = time;
        _table = new(name, id, settings);
        _backlog = new(settings.MaxWaitingMessages, () => loop.RunAsync(_table.Waiting));
    }

    /// <summary>The queue's name. Names ignore case.</summary>
    public string Name { get; }

    /// <summary>Completes when the next message is sent or abandoned after this property was read.</summary>
    public Task NextArrival => _arrivals.Next;

    /// <summary>
    /// Enqueues one message. Returns its sequence number, or that of the first message with the same id within the
    /// duplicate window.
    /// </summary>
    /// <exception cref="ArgumentException">The message is invalid (<see cref="OutgoingMessage.Validate"/>).</exception>
    public async Task<long> SendAsync(OutgoingMessage message) => (await SendAsync([message]))[0];

    /// <summary>Enqueues all messages in order, except duplicates, or none. Returns their sequence numbers.</summary>
    /// <exception cref="ArgumentException">A message is invalid (<see cref="OutgoingMessage.Validate"/>).</exception>
    public async Task<IReadOnlyList<long>> SendAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        if (messages.Select(message => message.Validate()).FirstOrDefault(error => error is not null) is { } error)
        {
            throw new ArgumentException(error, nameof(messages));
        }

        var numbers = await _loop.RunAsync(database =>
        {
            var now = _time.GetUtcNow();
            return messages.Select(message => _table.Insert(database, message, now)).ToArray();
        });
        _arrivals.Set();
        return numbers;
    }

    /// <summary>
    /// Enqueues all messages when the queue has room for them (<see cref="QueueSettings.MaxWaitingMessages"/>).
    /// </summary>
    internal Task SendWhenRoomAsync(IReadOnlyList<OutgoingMessage> messages) =>
        _backlog.EnterAsync(messages.Count, () => SendAsync(messages));

    /// <summary>
    /// Receives and locks up to <paramref name="maxMessages"/> messages, oldest first. Does not wait for messages.
    /// </summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(int maxMessages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var messages = await _loop.RunAsync(database => _table.Receive(database, maxMessages, _time.GetUtcNow()));
        _backlog.NotifyReceived();
        return messages;
    }

    /// <summary>Removes a locked message.</summary>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public Task CompleteAsync(ServiceBusReceivedMessage message) => SettleAsync(message, _table.Complete);

    /// <summary>
    /// Removes locked messages in one commit. Returns the messages whose lock is lost; they stay in the queue.
    /// </summary>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> CompleteAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages
    ) => SettleAllAsync(messages, _table.Complete);

    /// <summary>
    /// Abandons a locked message: it is delivered again at once, or dead-lettered after its last delivery.
    /// </summary>
    /// <param name="message">The locked message.</param>
    /// <param name="propertiesToModify">Application properties to set on the message.</param>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public async Task AbandonAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null
    )
    {
        await SettleAsync(message, (database, token, now) => _table.Abandon(database, token, propertiesToModify, now));
        _arrivals.Set();
    }

    /// <summary>Abandons locked messages in one commit. Returns the messages whose lock is lost.</summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> AbandonAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages
    )
    {
        var lost = await SettleAllAsync(messages, (database, token, now) => _table.Abandon(database, token, null, now));
        _arrivals.Set();
        return lost;
    }

    /// <summary>Moves a locked message to the dead-letter queue.</summary>
    /// <param name="message">The locked message.</param>
    /// <param name="reason">A code, at most <see cref="MaxDeadLetterTextLength"/> characters.</param>
    /// <param name="description">A sentence, at most <see cref="MaxDeadLetterTextLength"/> characters.</param>
    /// <param name="propertiesToModify">Application properties to set on the message.</param>
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
                $"A dead-letter reason or description can have at most {MaxDeadLetterTextLength} characters.",
                reason?.Length > MaxDeadLetterTextLength ? nameof(reason) : nameof(description)
            );
        }

        return SettleAsync(
            message,
            (database, token, now) => _table.DeadLetter(database, token, reason, description, propertiesToModify, now)
        );
    }

    /// <summary>Defers a locked message: it stays in the queue but is not delivered again.</summary>
    /// <param name="message">The locked message.</param>
    /// <param name="propertiesToModify">Application properties to set on the message.</param>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public Task DeferAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null) =>
        SettleAsync(message, (database, token, now) => _table.Defer(database, token, propertiesToModify, now));

    /// <summary>Renews the lock of a message for another lock duration from now.</summary>
    /// <exception cref="MessageLockLostException">The lock is not held.</exception>
    public Task RenewLockAsync(ServiceBusReceivedMessage message) => SettleAsync(message, _table.Renew);

    /// <summary>Counts the messages.</summary>
    public Task<QueueCounts> CountAsync() => _loop.RunAsync(database => _table.Count(database, _time.GetUtcNow()));

    /// <summary>Returns when the next lock expires or the next dead letter is resubmitted, or null.</summary>
    public Task<DateTimeOffset?> NextDueAsync() => _loop.RunAsync(_table.NextDue);

    /// <summary>Returns a page of the dead-letter queue, ordered by sequence number.</summary>
    /// <param name="reason">The reason to filter by, or null for all.</param>
    /// <param name="after">The last sequence number of the previous page, or 0 for the first page.</param>
    /// <param name="maxMessages">The page size, 1 to 1000.</param>
    public async Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(
        string? reason = null,
        long after = 0,
        int maxMessages = 100
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxMessages, 1000);
        return await _loop.RunAsync(database =>
        {
            _table.Sweep(database, _time.GetUtcNow());
            return _table.DeadLetters.Page(database, reason, after, maxMessages);
        });
    }

    /// <summary>Counts the dead letters by reason.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync() =>
        await _loop.RunAsync(database => _table.DeadLetters.Count(database));

    /// <summary>
    /// Resubmits a dead letter as a new message with the property <see cref="QueueSettings.FirstEnqueuedProperty"/>.
    /// Returns false if there is none with that number.
    /// </summary>
    public async Task<bool> ResubmitAsync(long sequenceNumber)
    {
        var done = await _loop.RunAsync(database =>
            _table.Resubmission.Resubmit(database, sequenceNumber, _time.GetUtcNow())
        );
        _arrivals.Set();
        return done;
    }

    /// <summary>Resubmits all current dead letters with a reason. Returns their number.</summary>
    /// <param name="reason">The reason, or empty for dead letters without one.</param>
    public async Task<long> ResubmitAsync(string reason)
    {
        // A message that is dead-lettered again meanwhile has a larger number, so the loop ends.
        var last = await _loop.RunAsync(database => _table.Resubmission.FindLast(database, reason));
        long done = 0;
        for (var more = true; more; )
        {
            var now = await _loop.RunAsync(database =>
                _table.Resubmission.ResubmitOldest(database, reason, last, _time.GetUtcNow())
            );
            _arrivals.Set();
            (done, more) = (done + now, now == Resubmission.BatchSize);
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
