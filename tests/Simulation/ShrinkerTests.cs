using FlexFunctions.Simulation;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>A failing story is shortened to the steps that make it fail.</summary>
public sealed class ShrinkerTests
{
    [Fact]
    public void A_failure_caused_by_two_steps_shrinks_to_two_steps()
    {
        var story = StoryWriter.Write(5);
        var (early, late) = (story.Steps[20], story.Steps[^10]);

        var (shrunk, violation) = Shrinker.Shrink(
            story,
            played => played.Steps.Contains(early) && played.Steps.Contains(late) ? "both" : null
        );

        Assert.Equal([early, late], shrunk.Steps);
        Assert.Equal("both", violation);
    }

    [Fact]
    public void A_failing_story_shrinks_to_few_steps_and_fails_again()
    {
        var (shrunk, violation) = Shrinker.Shrink(StoryWriter.Write(12), PlayWrong);

        Assert.InRange(shrunk.Steps.Count, 1, 6);
        Assert.Equal(violation, PlayWrong(shrunk));
        Assert.Null(SimulatedRun.Play(shrunk).Violation);
    }

    /// <summary>Plays a story and hides all charges from the auditor.</summary>
    private static string? PlayWrong(Story story) =>
        SimulatedRun
            .Play(
                story,
                commit =>
                    commit.Blocks.Exists(block => block.Has("charged"))
                        ? new Commit(
                            commit.Account,
                            new Dictionary<string, IReadOnlyDictionary<string, object>?>(),
                            commit.Operation,
                            commit.Now,
                            commit.TrueTime
                        )
                        : commit
            )
            .Violation;
}
