using BitFaster.Caching.Lru;
using FlexFunctions.Domain;
using Nito.AsyncEx;

namespace FlexFunctions.Storage;

/// <summary>The locks of an instance, one for the money of each team; those that were used recently.</summary>
internal sealed class MoneyLocks
{
    /// <summary>About 2 MB. A lock that is dropped while it is in use only lets two decisions race.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentLru<(AccountId Account, TeamId Team), AsyncLock> _locks = new(Capacity);

    /// <summary>Returns the lock for a team's money.</summary>
    public AsyncLock Of(AccountId account, TeamId team) =>
        _locks.GetOrAdd((account, team), static _ => new AsyncLock());
}
