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
    private readonly Dictionary<(string Account, string Key), DateTimeOffset> _damaged = [];
    private DateTimeOffset _downUntil;
    private bool _over;

    /// <summary>The number of faults of each kind.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Ends all faults.</summary>
    public void End()
    {
        _over = true;
        _damaged.Clear();
        _downUntil = DateTimeOffset.MinValue;
    }

    /// <summary>Damages a row until an instant.</summary>
    public void Damage(string account, string key, DateTimeOffset until) => _damaged[(account, key)] = until;

    /// <summary>Takes the store down until an instant.</summary>
    public void TakeDown(DateTimeOffset until) => _downUntil = until;

    /// <summary>Returns true if a row is damaged at an instant.</summary>
    public bool IsDamaged(string account, string key, DateTimeOffset now)
    {
        var isDamaged = _damaged.TryGetValue((account, key), out var until) && now < until;
        _counts[(int)FaultKind.Damaged] += isDamaged ? 1 : 0;
        return isDamaged;
    }

    /// <summary>Returns true if the store is down at an instant.</summary>
    public bool IsDown(DateTimeOffset now)
    {
        var isDown = now < _downUntil;
        _counts[(int)FaultKind.Down] += isDown ? 1 : 0;
        return isDown;
    }

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
