namespace FlexFunctions.Simulation;

/// <summary>Draws faults. Each operation has its own random numbers, so leaving out one operation changes little for the others.</summary>
/// <param name="odds">The probability that a call has a fault.</param>
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

    /// <summary>The number of faults of each kind.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Ends all faults.</summary>
    public void End() => _over = true;

    /// <summary>Draws the fault of a store call.</summary>
    public FaultKind OfStore(Random dice, bool writes) => Draw(dice, writes ? s_ofWrites : s_ofReads, odds);

    /// <summary>Draws the fault of settling a message.</summary>
    public FaultKind OfSettlement(Random dice) =>
        Draw(dice, [FaultKind.SettlementLost, FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.Slow], odds);

    /// <summary>Draws the fault of sending a mail.</summary>
    public FaultKind OfMail(Random dice) =>
        Draw(dice, [FaultKind.MailDown, FaultKind.AnswerLost, FaultKind.CrashBefore, FaultKind.CrashAfter], odds * 4);

    /// <summary>Draws the fault of sending a message.</summary>
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
