namespace FlexFunctions.Domain;

/// <summary>The warnings already sent to a team, so that each is sent once (R17).</summary>
/// <param name="Low">True from a low-balance warning until the balance has recovered to its threshold.</param>
/// <param name="RunOut">True from a run-out warning until the usable tokens last 7 days or longer again.</param>
public readonly record struct AlertState(bool Low, bool RunOut)
{
    /// <summary>Returns the state after a balance status; a recovered balance can be warned of again.</summary>
    public AlertState After(BalanceStatus status) => new(Low && status.IsLow, RunOut && status.RunsOutSoon);

    /// <summary>Returns the warnings that are due and not sent yet.</summary>
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

    /// <summary>Returns the state after a warning was sent.</summary>
    public AlertState Warned(WarningKind kind) =>
        kind switch
        {
            WarningKind.LowBalance => this with { Low = true },
            WarningKind.RunOut => this with { RunOut = true },
            WarningKind.Expiring => this,
        };
}
