using CsCheck;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Step by step, in order of arrival, the product does what the slow model does, which forgets nothing: so neither the
/// compact memory of a meter nor its forgetting (R5) ever shows.
/// </summary>
public sealed class ModelEqualityTests
{
    private const string Reported =
        "reported: a meter forgets an opened whose join with a closed still reaches into what it remembers (R5)";

    [Fact]
    public void What_is_counted_denied_charged_and_given_back_is_as_the_slow_model_says() =>
        Story
            .WithinMemory(Settings.Any, steps: 40)
            .Sample(Play, iter: Iterations.Of(3_000), print: story => story.ToString());

    [Fact(Skip = Reported)]
    public void A_funded_team_is_charged_as_the_slow_model_says_however_much_its_meters_forget() =>
        Story
            .Funded(Settings.Any, steps: 60)
            .Sample(Play, iter: Iterations.Of(1_000), print: story => story.ToString());

    [Fact(Skip = Reported)]
    public void A_team_short_of_tokens_is_charged_cut_and_denied_as_the_slow_model_says_however_much_its_meters_forget() =>
        Story
            .ShortOfTokens(Settings.Any, steps: 40)
            .Sample(Play, iter: Iterations.Of(2_000), print: story => story.ToString());

    private static void Play(Story story)
    {
        var twin = new Twin(story.Terms);
        foreach (var step in story.Steps)
        {
            twin.Take(step);
        }
    }
}
