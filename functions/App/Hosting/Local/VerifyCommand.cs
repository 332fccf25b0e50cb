using System.CommandLine;
using FlexFunctions.Domain;

namespace FlexFunctions.App.Hosting.Local;

/// <summary><c>verify</c>: checks an exported journal offline, against a recorded head and an earlier export.</summary>
internal static class VerifyCommand
{
    private const int Whole = 0;
    private const int NotWhole = 1;
    private const int CannotBeRead = 2;

    private static readonly Argument<FileInfo> s_file = new("FILE")
    {
        Description = "A journal: GET …/teams/TEAM/journal?format=export.",
    };

    private static readonly Option<string> s_head = new("--head")
    {
        Description = "The hash of the last block, from the journal response or a warning mail.",
        Required = true,
    };

    private static readonly Option<FileInfo?> s_earlier = new("--earlier")
    {
        Description = "An earlier export of the same journal; the file must begin with it.",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "verify",
            "Checks an exported journal: hash chain, arithmetic, head, an earlier export."
        )
        {
            s_file,
            s_head,
            s_earlier,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(s_file)!,
                    parsed.GetValue(s_head)!,
                    parsed.GetValue(s_earlier),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file,
        string head,
        FileInfo? earlier,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var export = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
            var before = earlier is null ? [] : await File.ReadAllBytesAsync(earlier.FullName, cancellationToken);
            return Report(file, export, BlockHash.Parse(head), before);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CannotBeRead;
        }
    }

    private static int Report(FileInfo file, byte[] export, BlockHash head, byte[] before)
    {
        var verdict = JournalCheck.Check(export, head);
        if (!verdict.IsWhole)
        {
            Console.Out.WriteLine($"NOT WHOLE {file.Name}: block {verdict.FirstBadBlock}: {verdict.Why}.");
        }

        var contradiction = JournalCheck.FirstContradiction(before, export);
        if (contradiction is { } block)
        {
            Console.Out.WriteLine($"REWRITTEN {file.Name}: block {block} differs from the earlier export.");
        }

        if (!verdict.IsWhole || contradiction is not null)
        {
            return NotWhole;
        }

        var ledger = verdict.Ledger;
        Console.Out.WriteLine(
            $"whole {file.Name}: {ledger.Last?.Number ?? 0} blocks, {ledger.Pool.Balance()} tokens and "
                + $"{ledger.Pool.Balance(GrantUnit.CloudCredits)} cloud credits remain."
        );
        return Whole;
    }
}
