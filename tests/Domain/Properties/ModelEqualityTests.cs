using CsCheck;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Step by step, in order of arrival, the product does what the reference model does, which forgets nothing: so neither the
/// compact memory of a meter nor its forgetting (R5) ever shows.
/// </summary>
public sealed class ModelEqualityTests
{
    [Fact]
    public void Product_equals_the_reference_model() =>
        Story
            .WithinMemory(Settings.Any, steps: 40)
            .Sample(Play, iter: Iterations.Of(3_000), print: story => story.ToString());

    [Fact]
    public void Funded_team_equals_the_reference_model_despite_forgetting() =>
        Story
            .Funded(Settings.Any, steps: 60)
            .Sample(Play, iter: Iterations.Of(1_000), print: story => story.ToString());

    [Fact]
    public void Team_short_of_tokens_equals_the_reference_model_despite_forgetting() =>
        Story
            .ShortOfTokens(Settings.Any, steps: 40)
            .Sample(Play, iter: Iterations.Of(2_000), print: story => story.ToString());

    [Fact]
    public void Eventful_funded_team_equals_the_reference_model() =>
        EventfulStory
            .Of(Story.Funded(Settings.Any, steps: 40), further: 20)
            .Sample(Play, iter: Iterations.Of(1_000), print: story => story.ToString());

    [Fact]
    public void Eventful_team_short_of_tokens_equals_the_reference_model() =>
        EventfulStory
            .Of(Story.ShortOfTokens(Settings.Any, steps: 40), further: 20)
            .Sample(Play, iter: Iterations.Of(2_000), print: story => story.ToString());

    private static void Play(Story story)
    {
        if (Disagreement(story.Steps) is null)
        {
            return;
        }

        // For people: the story without whatever step it can do without.
        var steps = story.Steps;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            steps = Disagreement(steps.RemoveAt(i)) is null ? steps : steps.RemoveAt(i);
        }

        throw new InvalidOperationException(
            $"{Disagreement(steps)}{Environment.NewLine}The story, at its shortest:{Step.Print(steps)}{Environment.NewLine}"
        );

        string? Disagreement(IEnumerable<Step> told)
        {
            var twin = new Twin(story.Options);
            try
            {
                foreach (var step in told)
                {
                    twin.Take(step);
                    if (twin.RulesAreSilent)
                    {
                        break;
                    }
                }

                return null;
            }
            catch (Exception e) when (e is InvalidOperationException or Xunit.Sdk.XunitException)
            {
                return e.Message;
            }
        }
    }
}
