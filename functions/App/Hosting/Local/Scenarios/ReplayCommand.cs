using System.CommandLine;
using FlexFunctions.Storage;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Local;

/// <summary><c>replay</c>: plays timelines through the functions on a virtual clock and checks what they expect.</summary>
internal static class ReplayCommand
{
    private const int Holds = 0;
    private const int Fails = 1;
    private const int CanNotBePlayed = 2;

    private const string Memory = "memory";
    private const string Tables = "tables";

    private static readonly Argument<string[]> s_files = new("FILE")
    {
        Description = "Timelines: JSON files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> s_ledger = new("--ledger")
    {
        Description = "Prints the final journals as JSON too.",
    };

    private static readonly Option<string> s_store = new("--store")
    {
        Description =
            "memory, or tables: Azure Tables as setting Storage names them, else Azurite on its usual port. Each "
            + "timeline has tables of its own, which are deleted after it.",
        DefaultValueFactory = _ => Memory,
        HelpName = $"{Memory}|{Tables}",
    };

    private static readonly Option<string?> s_telemetry = new("--telemetry")
    {
        Description =
            "Whereto traces, metrics and logs go; metrics at the end of each timeline. Else as setting Telemetry says.",
        HelpName = $"{LocalTelemetry.None}|{LocalTelemetry.Console}|{LocalTelemetry.Otlp}",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        s_store.AcceptOnlyFromAmong(Memory, Tables);
        s_telemetry.AcceptOnlyFromAmong(LocalTelemetry.None, LocalTelemetry.Console, LocalTelemetry.Otlp);
        var command = new Command("replay", "Plays timelines through the functions and checks what must be true.")
        {
            s_files,
            s_ledger,
            s_store,
            s_telemetry,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var outcome = Holds;
        Manner manner;
        try
        {
            manner = Wanted(command, LocalSettings.Read());
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CanNotBePlayed;
        }

        foreach (var file in command.GetValue(s_files)!)
        {
            try
            {
                var holds = await PlayAsync(file, manner, cancellationToken);
                outcome = Math.Max(outcome, holds ? Holds : Fails);
            }
            catch (ScenarioException e)
            {
                await Console.Error.WriteLineAsync($"{file}: {e.Message}");
                outcome = CanNotBePlayed;
            }
            catch (RowStoreException e)
            {
                // Where it is to be played fails, so that no other timeline can be played there either.
                await Console.Error.WriteLineAsync(e.Message);
                return CanNotBePlayed;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return outcome;
    }

    /// <summary>How the command line, and where it says nothing the settings, want timelines played.</summary>
    /// <exception cref="InvalidDataException">A setting makes no sense.</exception>
    private static Manner Wanted(ParseResult command, IConfiguration settings) =>
        new(
            command.GetValue(s_ledger),
            command.GetValue(s_store) == Tables,
            command.GetValue(s_telemetry) ?? LocalTelemetry.Target(settings),
            settings
        );

    private static async Task<bool> PlayAsync(string file, Manner manner, CancellationToken cancellationToken)
    {
        var timeline = ScenarioFile.Read(file);
        var tables = manner.InTables ? await ScratchTables.OpenAsync(cancellationToken) : null;
        await using var stage = new ScenarioRunner(timeline, tables, manner.Telemetry, manner.Settings);
        var failures = await PlayAsync(stage, tables, cancellationToken);
        Console.Out.WriteLine(failures.Count == 0 ? $"ok {timeline.Name}" : $"FAILED {timeline.Name}");
        foreach (var failure in failures)
        {
            Console.Out.WriteLine("  " + failure);
        }

        if (manner.PrintLedger)
        {
            Console.Out.WriteLine(await stage.LedgerAsync());
        }

        return failures.Count == 0;
    }

    /// <summary>What does not hold on a store that was given up says nothing, so that is told instead.</summary>
    private static async Task<IReadOnlyList<string>> PlayAsync(
        ScenarioRunner stage,
        ScratchTables? tables,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var failures = await stage.PlayAsync(cancellationToken);
            return tables?.GivenUp is { } reason ? throw reason : failures;
        }
        catch (Exception e) when (e is not RowStoreException && tables?.GivenUp is not null)
        {
            throw tables.GivenUp;
        }
    }

    /// <summary>How timelines are played.</summary>
    private sealed record Manner(bool PrintLedger, bool InTables, string Telemetry, IConfiguration Settings);
}
