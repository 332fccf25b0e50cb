namespace FlexFunctions.App;

/// <summary>Checks whether usage events can be received from the queue.</summary>
public interface IQueueProbe
{
    /// <summary>Checks once, without receiving a message.</summary>
    /// <returns>Null if the queue answers; otherwise the failure, for the log.</returns>
    Task<Exception?> CheckAsync(CancellationToken cancellationToken);
}
