namespace FlexFunctions.Domain.Tests.Building;

/// <summary>Results and the cloud credits that pay for them (R7).</summary>
public sealed partial class Team
{
    public IEnumerable<Posting.ResultCharged> ResultCharges => Postings.OfType<Posting.ResultCharged>();

    /// <summary>Grants cloud credits to the team.</summary>
    public Team GrantCredits(string grant, decimal credits, DateTimeOffset expiresAt, DateTimeOffset at)
    {
        var key = new GrantKey(expiresAt, Tokens.Of(credits), OrderId.Of(grant), GrantUnit.CloudCredits);
        return Apply(Usage.Pool.With(key), new Posting.Granted(key), at);
    }

    /// <summary>Decides and posts a result event, by default of Priscilla in AutoCAD with a new event id.</summary>
    public UsageOutcome Result(
        decimal quantity,
        DateTimeOffset time,
        string? id = null,
        string kind = "render",
        string source = "/tests",
        DateTimeOffset? enqueuedAt = null,
        string user = "priscilla",
        string product = "autocad",
        DateTimeOffset? now = null
    )
    {
        var origin = new EventRef(source, id ?? $"e{++_events}");
        var enqueued = enqueuedAt ?? time;
        return Decide(
            new ResultEvent(
                origin,
                UserId.Of(user),
                ProductId.Of(product),
                ResultId.Of(kind),
                quantity,
                time,
                enqueued
            ),
            now ?? enqueued
        );
    }
}
