using System.Globalization;
using System.Text;
using Azure.Messaging.ServiceBus;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A message of the queue while its events are decided.</summary>
internal sealed class ReceivedUsage : IDisposable
{
    /// <summary>The application property in which a resubmitted message carries its first instant of intake (R5).</summary>
    public const string FirstEnqueuedProperty = "flex-first-enqueued";

    private const int MaxListed = 20;

    private readonly UsageMessage _content;
    private readonly Rejection?[] _rejections;
    private readonly string?[] _commits;

    public ReceivedUsage(ServiceBusReceivedMessage message)
    {
        Message = message;
        Trace = new MessageTrace(message);
        _content = CloudEventReader.Read(message.Body.ToMemory(), FirstEnqueued(message));
        _rejections = [.. _content.Events.Select(read => (read as ReadEvent.Bad)?.Rejection)];
        _commits = new string?[_rejections.Length];
    }

    /// <summary>The message.</summary>
    public ServiceBusReceivedMessage Message { get; }

    /// <summary>Its span.</summary>
    public MessageTrace Trace { get; }

    /// <summary>True if a team of the message could not be decided: the whole message must come again.</summary>
    public bool Failed { get; set; }

    /// <summary>The good events, each with where its outcome is to be told.</summary>
    public IEnumerable<(TeamUsageEvent Event, ReceivedUsage Message, int Index)> Events =>
        _content
            .Events.Select((read, index) => (Read: read, Index: index))
            .Where(entry => entry.Read is ReadEvent.Good)
            .Select(entry => (((ReadEvent.Good)entry.Read).Event, this, entry.Index));

    /// <summary>The codes of its bad events, one each.</summary>
    public IEnumerable<string> BadCodes => _rejections.OfType<Rejection>().Select(rejection => rejection.Code);

    /// <summary>Tells what became of an event.</summary>
    public void Tell(int index, DecidedUsage decided) =>
        (_rejections[index], _commits[index]) = (
            (decided.Outcome as UsageOutcome.Refused)?.Rejection,
            decided.Outcome is UsageOutcome.Accepted or UsageOutcome.Denied ? decided.Commit : null
        );

    /// <summary>Ends its span.</summary>
    public void Dispose()
    {
        if (Trace.IsRecorded)
        {
            var teams = Events
                .Select(entry => entry.Event)
                .DistinctBy(entry => (entry.Account, entry.Team))
                .Take(2)
                .ToList();
            Trace.Settled(
                _rejections.Length,
                [.. _commits.OfType<string>().Distinct(StringComparer.Ordinal)],
                teams.Count == 1 ? teams[0] : null
            );
        }

        Trace.Dispose();
    }

    /// <summary>Why the message is to be dead-lettered: the code of its first bad event, and which are bad. Null if none is.</summary>
    public (string Code, string Description)? DeadLetter()
    {
        var bad = _rejections.Index().Where(entry => entry.Item is not null).ToList();
        if (bad.Count == 0)
        {
            return null;
        }

        var first = bad[0].Item!;
        if (!_content.IsBatch)
        {
            return (first.Code, first.Detail);
        }

        var text = new StringBuilder(
            $"{bad.Count} of {_content.Events.Length} events are bad, the others were applied. Bad:"
        );
        foreach (var (index, rejection) in bad.Take(MaxListed))
        {
            text.Append(CultureInfo.InvariantCulture, $" [{index}] {rejection!.Code}: {Shortened(rejection.Detail)}");
        }

        if (bad.Count > MaxListed)
        {
            text.Append(" and ").AppendJoin(", ", bad.Skip(MaxListed).Take(200).Select(entry => entry.Index));
        }

        return (first.Code, text.ToString());
    }

    private static string Shortened(string text) => text.Length <= 120 ? text : text[..119] + "…";

    /// <summary>
    /// When the queue first took the message in. The property is believed only if it says an earlier instant: nothing can
    /// be first taken in after it was taken in.
    /// </summary>
    private static DateTimeOffset FirstEnqueued(ServiceBusReceivedMessage message)
    {
        var first = message.ApplicationProperties.TryGetValue(FirstEnqueuedProperty, out var value)
            ? value switch
            {
                DateTimeOffset instant => instant.ToUniversalTime(),
                DateTime instant => new DateTimeOffset(instant.ToUniversalTime()),
                string text when Rfc3339.TryParse(text, out var instant) => instant,
                _ => message.EnqueuedTime,
            }
            : message.EnqueuedTime;
        return first < message.EnqueuedTime ? first : message.EnqueuedTime.ToUniversalTime();
    }
}
