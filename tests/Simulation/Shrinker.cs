namespace FlexFunctions.Simulation;

/// <summary>Leaves steps out of a story that fails, for as long as it still fails.</summary>
internal static class Shrinker
{
    private const int MostTries = 1_500;

    /// <summary>A short story that fails, and how. The story must fail.</summary>
    /// <param name="story">What fails.</param>
    /// <param name="play">Plays a story: what is wrong, or null.</param>
    public static (Story Story, string Violation) Shrink(Story story, Func<Story, string?> play)
    {
        var violation = play(story) ?? throw new ArgumentException("The story does not fail.", nameof(story));
        var tries = 0;
        for (var chunk = story.Steps.Count / 2; chunk > 0 && tries < MostTries; )
        {
            var before = story.Steps.Count;
            for (var at = 0; at < story.Steps.Count && tries < MostTries; tries++)
            {
                var shorter = story with { Steps = [.. story.Steps.Take(at), .. story.Steps.Skip(at + chunk)] };
                if (play(shorter) is { } still)
                {
                    (story, violation) = (shorter, still);
                }
                else
                {
                    at += chunk;
                }
            }

            chunk = chunk > 1 || story.Steps.Count == before ? chunk / 2 : 1;
        }

        return (story, violation);
    }
}
