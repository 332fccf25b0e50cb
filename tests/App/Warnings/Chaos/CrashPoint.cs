namespace FlexFunctions.App.Tests;

/// <summary>
/// Where a process ends: before or after one of its steps, which are its calls of the store and of the mail server,
/// counted from 1. From then on it does nothing more.
/// </summary>
/// <param name="step">The step; one that never comes lets the process live.</param>
/// <param name="isAfter">True if that step is still done, and its answer lost.</param>
internal sealed class CrashPoint(int step, bool isAfter)
{
    /// <summary>How many steps were begun.</summary>
    public int Steps { get; private set; }

    public bool HasCrashed { get; private set; }

    /// <summary>True if the step at which the process ended changes something.</summary>
    public bool WasChange { get; private set; }

    /// <summary>Begins a step.</summary>
    public int Begin(bool isChange = false)
    {
        if (HasCrashed)
        {
            throw new CrashException();
        }

        if (++Steps == step)
        {
            WasChange = isChange;
            if (!isAfter)
            {
                Crash();
            }
        }

        return Steps;
    }

    /// <summary>Ends a step; while it was under way, another may have ended the process.</summary>
    public void End(int begun)
    {
        if (HasCrashed || begun == step)
        {
            Crash();
        }
    }

    public override string ToString() => $"The process ended {(isAfter ? "after" : "before")} step {step}";

    private void Crash()
    {
        HasCrashed = true;
        throw new CrashException();
    }
}
