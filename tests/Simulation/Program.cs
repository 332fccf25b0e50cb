using System.CommandLine;
using System.Globalization;

namespace FlexFunctions.Simulation;

/// <summary>Plays the stories of many seeds under faults, on all cores, and audits them (<c>tests/simulate</c>).</summary>
internal static class Program
{
    private static readonly Option<int> s_seeds = new("--seeds")
    {
        Description = "The number of seeds to play.",
        DefaultValueFactory = _ => 1_000,
    };

    private static readonly Option<int> s_from = new("--from")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int?> s_seed = new("--seed") { Description = "Plays only this seed." };

    private static readonly Option<bool> s_noShrink = new("--no-shrink")
    {
        Description = "Prints the seed of a failure, without a shortened story.",
    };

    private static readonly Option<bool> s_all = new("--all") { Description = "Continues after a seed that fails." };

    private static readonly Option<bool> s_trace = new("--trace")
    {
        Description = "With --seed: prints everything that the auditor sees.",
    };

    private static int Main(string[] arguments)
    {
        var command = new RootCommand("Plays random stories under faults, and audits every commit, answer and mail.")
        {
            s_seeds,
            s_from,
            s_seed,
            s_noShrink,
            s_all,
            s_trace,
        };
        command.SetAction(Run);
        return command.Parse(arguments).Invoke();
    }

    private static int Run(ParseResult command)
    {
        if (command.GetValue(s_seed) is { } traced && command.GetValue(s_trace))
        {
            foreach (var line in SimulatedRun.Play(StoryWriter.Write(traced)).Trace)
            {
                Console.Out.WriteLine(line);
            }
        }

        var (from, seeds) = command.GetValue(s_seed) is { } one
            ? (one, 1)
            : (command.GetValue(s_from), command.GetValue(s_seeds));
        var campaign = Campaign.Play(from, seeds, command.GetValue(s_all), TimeProvider.System);
        Console.Out.WriteLine(campaign);
        foreach (var (seed, violation) in campaign.Failures)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {violation}"));
        }

        if (campaign.Failures.Count == 0)
        {
            return 0;
        }

        if (command.GetValue(s_noShrink))
        {
            return 1;
        }

        var shrunk = Shrinker.Shrink(
            StoryWriter.Write(campaign.Failures.Keys.First()),
            story => SimulatedRun.Play(story).Violation
        );
        Console.Out.WriteLine($"The shortest story found ({shrunk.Story.Steps.Count} steps): {shrunk.Violation}");
        foreach (var step in shrunk.Story.Steps)
        {
            Console.Out.WriteLine("  " + step);
        }

        return 1;
    }
}
