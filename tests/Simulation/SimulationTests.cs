using System.Globalization;
using FlexFunctions.Simulation;
using FlexFunctions.Simulation.Audit;
using Xunit.Abstractions;

namespace FlexFunctions.Simulation;

/// <summary>
/// Random stories under faults, audited with the reference model. <c>tests/simulate --seeds N</c> plays more of them.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 200;

    [Fact]
    public void Stories_under_faults_violate_no_rule()
    {
        var campaign = Campaign.Play(1, Seeds, all: true, TimeProvider.System);

        Figures.Print(output, string.Create(CultureInfo.InvariantCulture, $"simulation: {campaign}"));
        Assert.Empty(campaign.Failures.Select(failure => $"seed {failure.Key}: {failure.Value}"));
    }

    [Fact]
    public void Every_kind_of_fault_step_call_and_flaw_is_played()
    {
        var stories = Enumerable.Range(1, 40).Select(StoryWriter.Write).ToList();

        Assert.All(stories, story => Assert.True(story.Events >= 100, $"seed {story.Seed} has {story.Events} events"));
        Assert.Equal(
            typeof(Step).GetNestedTypes().Order(new ByName()),
            stories.SelectMany(story => story.Steps).Select(step => step.GetType()).Distinct().Order(new ByName())
        );
        var calls = stories.SelectMany(story => story.Steps).OfType<Step.Ask>().Select(step => step.Call.Kind);
        Assert.Equal(Enum.GetValues<CallKind>(), calls.Distinct().Order());
        var messages = stories
            .SelectMany(story => story.Steps)
            .OfType<Step.Send>()
            .Select(step => step.Message)
            .ToList();
        Assert.Equal(
            Enum.GetValues<BodyFlaw>(),
            messages.Select(message => message.Flaw).OfType<BodyFlaw>().Distinct().Order()
        );
        Assert.Equal(
            Enum.GetValues<EventFlaw>(),
            messages
                .SelectMany(message => message.Events)
                .Select(sent => sent.Flaw)
                .OfType<EventFlaw>()
                .Distinct()
                .Order()
        );
        var faults = stories.Select(story => SimulatedRun.Play(story).Faults).ToList();
        Assert.All(
            Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.None),
            kind => Assert.True(faults.Sum(counts => counts[(int)kind]) > 0, $"{kind} never was")
        );
    }

    /// <summary>Seeds that once found a bug. <c>tests/plant-bugs</c> plants the bugs again.</summary>
    [Theory]
    [InlineData(10, "denied-on-earlier-policy")]
    [InlineData(280, "move-on-torn-reads")]
    [InlineData(1068, "given-seat-not-seen")]
    public void Seeds_that_found_a_bug_find_none_now(int seed, string bug)
    {
        Assert.True(File.Exists(Repository.File($"tests/Simulation/bugs/{bug}.patch")), bug);
        Assert.Null(SimulatedRun.Play(StoryWriter.Write(seed)).Violation);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(77)]
    public void A_seed_plays_the_same_each_time(int seed)
    {
        var first = SimulatedRun.Play(StoryWriter.Write(seed));
        var second = SimulatedRun.Play(StoryWriter.Write(seed));

        Assert.True(first.Commits > 50);
        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(first.Faults, second.Faults);
    }

    private sealed class ByName : IComparer<Type>
    {
        public int Compare(Type? x, Type? y) => string.CompareOrdinal(x?.Name, y?.Name);
    }
}
