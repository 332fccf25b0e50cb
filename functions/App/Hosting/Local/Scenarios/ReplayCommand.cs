using System.CommandLine;
using FlexFunctions.Storage;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// <c>replay</c>: plays scenarios through the functions on a virtual clock and checks their expectations.
/// </summary>
internal static class ReplayCommand
{
    private const int Holds = 0;
    private const int Fails = 1;
    private const int CannotBePlayed = 2;

    private const string Memory = "memory";
    private const string Tables = "tables";

    private static readonly Argument<string[]> s_files = new("FILE")
    {
        Description = "Scenarios: JSON files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> s_ledger = new("--ledger")
    {
        Description = "Also prints the final journals as JSON.",
    };

    private static readonly Option<string> s_store = new("--store")
    {
        Description =
            "memory, or tables: Azure Tables named by the setting Storage, or Azurite on its default port. Each "
            + "scenario has its own tables, which are deleted at the end.",
        DefaultValueFactory = _ => Memory,
        HelpName = $"{Memory}|{Tables}",
    };

    private static readonly Option<string?> s_telemetry = new("--telemetry")
    {
        Description =
            "Target of traces, metrics and logs; metrics at the end of each scenario. Defaults to the setting Telemetry.",
        HelpName = $"{LocalTelemetry.None}|{LocalTelemetry.Console}|{LocalTelemetry.Otlp}",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        s_store.AcceptOnlyFromAmong(Memory, Tables);
        s_telemetry.AcceptOnlyFromAmong(LocalTelemetry.None, LocalTelemetry.Console, LocalTelemetry.Otlp);
        var command = new Command("replay", "Plays scenarios through the functions and checks their expectations.")
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
        ReplayOptions options;
        try
        {
            options = Wanted(command, LocalSettings.Read());
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CannotBePlayed;
        }

        foreach (var file in command.GetValue(s_files)!)
        {
            try
            {
                var holds = await PlayAsync(file, options, cancellationToken);
                outcome = Math.Max(outcome, holds ? Holds : Fails);
            }
            catch (ScenarioException e)
            {
                await Console.Error.WriteLineAsync($"{file}: {e.Message}");
                outcome = CannotBePlayed;
            }
            catch (RowStoreException e)
            {
                // The store fails, so no other scenario can be played.
                await Console.Error.WriteLineAsync(e.Message);
                return CannotBePlayed;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return outcome;
    }

    /// <summary>Returns the options of the command line, with the settings as defaults.</summary>
    /// <exception cref="InvalidDataException">A setting is invalid.</exception>
    private static ReplayOptions Wanted(ParseResult command, IConfiguration settings) =>
        new(
            command.GetValue(s_ledger),
            command.GetValue(s_store) == Tables,
            command.GetValue(s_telemetry) ?? LocalTelemetry.Target(settings),
            settings
        );

    private static async Task<bool> PlayAsync(string file, ReplayOptions options, CancellationToken cancellationToken)
    {
        var scenario = ScenarioFile.Read(file);
        var tables = options.InTables ? await ScratchTables.OpenAsync(cancellationToken) : null;
        await using var runner = new ScenarioRunner(scenario, tables, options.Telemetry, options.Settings);
        var failures = await PlayAsync(runner, tables, cancellationToken);
        Console.Out.WriteLine(failures.Count == 0 ? $"ok {scenario.Name}" : $"FAILED {scenario.Name}");
        foreach (var failure in failures)
        {
            Console.Out.WriteLine("  " + failure);
        }

        if (options.PrintLedger)
        {
            Console.Out.WriteLine(await runner.LedgerAsync());
        }

        return failures.Count == 0;
    }

    /// <summary>
    /// Plays a scenario. Failures on a store that does not respond are meaningless, so the store's error is thrown
    /// instead.
    /// </summary>
    private static async Task<IReadOnlyList<string>> PlayAsync(
        ScenarioRunner runner,
        ScratchTables? tables,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var failures = await runner.PlayAsync(cancellationToken);
            return tables?.Failure is { } reason ? throw reason : failures;
        }
        catch (Exception e) when (e is not RowStoreException && tables?.Failure is not null)
        {
            throw tables.Failure;
        }
    }

    /// <summary>The options of a replay.</summary>
    private sealed record ReplayOptions(bool PrintLedger, bool InTables, string Telemetry, IConfiguration Settings);
}
