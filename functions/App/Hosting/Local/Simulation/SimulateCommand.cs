using System.CommandLine;
using System.Globalization;

namespace FlexFunctions.App.Hosting.Local.Simulation;

/// <summary><c>simulate</c>: plays stories of many seeds under faults, on all cores, and audits them.</summary>
internal static class SimulateCommand
{
    private static readonly Option<int> s_seeds = new("--seeds")
    {
        Description = "How many seeds are played.",
        DefaultValueFactory = _ => 1_000,
    };

    private static readonly Option<int> s_from = new("--from")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int?> s_seed = new("--seed") { Description = "Plays this seed alone." };

    private static readonly Option<bool> s_noShrink = new("--no-shrink")
    {
        Description = "Prints the seed of a failure, and no story.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Plays stories under faults and audits what comes of them.")
        {
            s_seeds,
            s_from,
            s_seed,
            s_noShrink,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult command)
    {
        var campaign = command.GetValue(s_seed) is { } one
            ? Campaign.Play(one, 1, TimeProvider.System)
            : Campaign.Play(command.GetValue(s_from), command.GetValue(s_seeds), TimeProvider.System);
        Console.Out.WriteLine(campaign);
        if (campaign.Failure is not { } failure)
        {
            return 0;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {failure.Seed}: {failure.Violation}"));
        if (command.GetValue(s_noShrink))
        {
            return 1;
        }

        var shrunk = Shrinker.Shrink(StoryWriter.Write(failure.Seed), story => SimulatedRun.Play(story).Violation);
        Console.Out.WriteLine($"The shortest story found ({shrunk.Story.Steps.Count} steps): {shrunk.Violation}");
        foreach (var step in shrunk.Story.Steps)
        {
            Console.Out.WriteLine("  " + step);
        }

        return 1;
    }
}
