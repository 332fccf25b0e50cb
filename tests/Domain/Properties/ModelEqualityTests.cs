using CsCheck;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// The product equals the reference model after every step, in order of arrival. The model forgets nothing, so the
/// limited memory of a meter (R5) has no visible effect.
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

        // Shrinks the story: removes every step that the disagreement does not need.
        var steps = story.Steps;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            steps = Disagreement(steps.RemoveAt(i)) is null ? steps : steps.RemoveAt(i);
        }

        throw new InvalidOperationException(
            $"{Disagreement(steps)}{Environment.NewLine}The shortest story that fails:{Step.Print(steps)}{Environment.NewLine}"
        );

        string? Disagreement(IEnumerable<Step> remaining)
        {
            var comparison = new ModelComparison(story.Options);
            try
            {
                foreach (var step in remaining)
                {
                    comparison.Apply(step);
                    if (comparison.RulesAreAmbiguous)
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
