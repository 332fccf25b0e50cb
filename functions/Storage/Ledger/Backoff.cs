namespace FlexFunctions.Storage;

/// <summary>
/// The delays between attempts at a decision. They are random, so that instances that raced for the same rows do not meet
/// again, and they grow, so that a busy store recovers.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="random">The source of the jitter.</param>
internal sealed class Backoff(TimeProvider time, Random random)
{
    /// <summary>The first delay in durations of an attempt: the other instances need about one each.</summary>
    private const int FirstDelay = 4;

    /// <summary>More doublings exceed the longest delay.</summary>
    private const int MaxDoublings = 10;

    /// <summary>The least that an attempt is assumed to take.</summary>
    private static readonly TimeSpan s_minAttempt = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest delay after a lost race. In each instance one decision at a time races for the money, and the others wait
    /// for it, so a longer delay would not spread them further but starve them.
    /// </summary>
    private static readonly TimeSpan s_longestOfRaces = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns the delay after a failed attempt: a random part of four times what the attempt took, doubled with each
    /// attempt; at most a second after a lost race, at most 5 seconds after a failure of the store.
    /// </summary>
    /// <param name="attempt">The number of the attempt, from 0.</param>
    /// <param name="begun">When it began.</param>
    /// <param name="lostRace">True if it lost a race; false if the store failed.</param>
    public TimeSpan After(int attempt, DateTimeOffset begun, bool lostRace)
    {
        var (took, longest) = (time.GetUtcNow() - begun, lostRace ? s_longestOfRaces : s_longest);
        var delay = FirstDelay * (took > s_minAttempt ? took : s_minAttempt) * (1 << Math.Min(attempt, MaxDoublings));
        lock (random)
        {
            return random.NextDouble() * (delay < longest ? delay : longest);
        }
    }
}
