using FlexFunctions.Simulation;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>A story that fails is told in as few steps as it needs, and fails again by them.</summary>
public sealed class ShrinkerTests
{
    [Fact]
    public void What_two_steps_cause_is_told_in_two_steps()
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
    public void A_world_that_is_wrong_fails_in_few_steps_and_again_by_them()
    {
        var (shrunk, violation) = Shrinker.Shrink(StoryWriter.Write(12), PlayWrong);

        Assert.InRange(shrunk.Steps.Count, 1, 6);
        Assert.Equal(violation, PlayWrong(shrunk));
        Assert.Null(SimulatedRun.Play(shrunk).Violation);
    }

    /// <summary>In this world nobody hears of charges.</summary>
    private static string? PlayWrong(Story story) =>
        SimulatedRun
            .Play(
                story,
                commit =>
                    commit.Blocks.Exists(block => block.Has("charged"))
                        ? new Commit(
                            commit.Account,
                            new Dictionary<string, IReadOnlyDictionary<string, object>?>(),
                            commit.SimulatedOperation,
                            commit.Now,
                            commit.TrueTime
                        )
                        : commit
            )
            .Violation;
}
