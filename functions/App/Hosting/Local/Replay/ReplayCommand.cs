using System.CommandLine;

namespace FlexFunctions.App.Hosting.Local;

/// <summary><c>replay</c>: plays timelines through the functions on a virtual clock and checks what they expect.</summary>
internal static class ReplayCommand
{
    private const int Holds = 0;
    private const int Fails = 1;
    private const int CanNotBePlayed = 2;

    private static readonly Argument<string[]> s_files = new("FILE")
    {
        Description = "Timelines: JSON files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> s_ledger = new("--ledger")
    {
        Description = "Prints the final journals as JSON too.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("replay", "Plays timelines through the functions and checks what must be true.")
        {
            s_files,
            s_ledger,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var outcome = Holds;
        foreach (var file in command.GetValue(s_files)!)
        {
            try
            {
                outcome = Math.Max(outcome, await PlayAsync(file, command.GetValue(s_ledger)) ? Holds : Fails);
            }
            catch (TimelineException e)
            {
                await Console.Error.WriteLineAsync($"{file}: {e.Message}");
                outcome = CanNotBePlayed;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return outcome;
    }

    private static async Task<bool> PlayAsync(string file, bool printLedger)
    {
        var timeline = TimelineFile.Read(file);
        await using var stage = new Stage(timeline);
        var failures = await stage.PlayAsync();
        Console.Out.WriteLine(failures.Count == 0 ? $"ok {timeline.Name}" : $"FAILED {timeline.Name}");
        foreach (var failure in failures)
        {
            Console.Out.WriteLine("  " + failure);
        }

        if (printLedger)
        {
            Console.Out.WriteLine(await stage.LedgerAsync());
        }

        return failures.Count == 0;
    }
}
