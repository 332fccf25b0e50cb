namespace FlexFunctions.Simulation;

/// <summary>Shortens a failing story by leaving out steps while it still fails.</summary>
internal static class Shrinker
{
    private const int MostTries = 1_500;

    /// <summary>Returns a shorter story that fails, and its violation. The given story must fail.</summary>
    /// <param name="story">The failing story.</param>
    /// <param name="play">Plays a story and returns its violation, or null.</param>
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
