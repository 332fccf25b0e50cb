namespace FlexFunctions.Domain;

/// <summary>Of what a team stands warned, so that each warning goes out once (R17).</summary>
/// <param name="Low">True from a low-balance warning until the balance was at or above its threshold again.</param>
/// <param name="RunOut">True from a run-out warning until what can be spent lasted 7 days or longer again.</param>
public readonly record struct AlertState(bool Low, bool RunOut)
{
    /// <summary>The state after the balance was as an status says: what is over can be warned of again.</summary>
    public AlertState After(BalanceStatus status) => new(Low && status.IsLow, RunOut && status.RunsOutSoon);

    /// <summary>What is to be warned of now and was not.</summary>
    public IEnumerable<WarningKind> Due(BalanceStatus status)
    {
        if (status.IsLow && !Low)
        {
            yield return WarningKind.LowBalance;
        }

        if (status.RunsOutSoon && !RunOut)
        {
            yield return WarningKind.RunOut;
        }
    }

    /// <summary>The state after a warning.</summary>
    public AlertState Warned(WarningKind kind) =>
        kind switch
        {
            WarningKind.LowBalance => this with { Low = true },
            WarningKind.RunOut => this with { RunOut = true },
            _ => this,
        };
}
