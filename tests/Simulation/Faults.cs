namespace FlexFunctions.Simulation;

/// <summary>Draws what goes wrong, by dice of its own for each deed, so that a deed left out changes little for the others.</summary>
/// <param name="odds">How often a call goes wrong, from 0.</param>
internal sealed class Faults(double odds)
{
    private static readonly FaultKind[] s_ofReads =
    [
        FaultKind.Throttled,
        FaultKind.TimedOut,
        FaultKind.Slow,
        FaultKind.CrashBefore,
        FaultKind.CrashAfter,
    ];

    private static readonly FaultKind[] s_ofWrites =
    [
        FaultKind.Throttled,
        FaultKind.TimedOut,
        FaultKind.AnswerLost,
        FaultKind.AnswerLost,
        FaultKind.DoneLate,
        FaultKind.Slow,
        FaultKind.CrashBefore,
        FaultKind.CrashAfter,
    ];

    private readonly int[] _counts = new int[Enum.GetValues<FaultKind>().Length];
    private bool _over;

    /// <summary>How often each went wrong.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>From here on nothing goes wrong.</summary>
    public void End() => _over = true;

    /// <summary>What goes wrong with a call of the store.</summary>
    public FaultKind OfStore(Random dice, bool writes) => Draw(dice, writes ? s_ofWrites : s_ofReads, odds);

    /// <summary>What goes wrong with the settlement of a message.</summary>
    public FaultKind OfSettlement(Random dice) =>
        Draw(dice, [FaultKind.SettlementLost, FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.Slow], odds);

    /// <summary>What goes wrong with a mail.</summary>
    public FaultKind OfMail(Random dice) =>
        Draw(dice, [FaultKind.MailDown, FaultKind.AnswerLost, FaultKind.CrashBefore, FaultKind.CrashAfter], odds * 4);

    /// <summary>What goes wrong with sending a message.</summary>
    public FaultKind OfSending(Random dice) => Draw(dice, [FaultKind.SentTwice], odds * 3);

    private FaultKind Draw(Random dice, FaultKind[] kinds, double chance)
    {
        if (_over || dice.NextDouble() >= chance)
        {
            return FaultKind.None;
        }

        var kind = kinds[dice.Next(kinds.Length)];
        _counts[(int)kind]++;
        return kind;
    }
}
