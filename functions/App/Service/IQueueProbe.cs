namespace FlexFunctions.App;

/// <summary>Asks whether the queue of usage events can be received from.</summary>
public interface IQueueProbe
{
    /// <summary>Asks, once. Takes nothing from the queue.</summary>
    /// <returns>Null if it can; else why not, for the log.</returns>
    Task<Exception?> AskAsync(CancellationToken cancellationToken);
}
