namespace FlexFunctions.App.Tests;

/// <summary>
/// The point at which an instance crashes: before or after one of its steps. A step is a call to the store or to the mail
/// server, counted from 1. After the crash the instance does nothing.
/// </summary>
/// <param name="step">The step; a step that is never reached means no crash.</param>
/// <param name="isAfter">True to crash after the step is carried out, so that its answer is lost.</param>
internal sealed class CrashPoint(int step, bool isAfter)
{
    /// <summary>The number of steps that have begun.</summary>
    public int Steps { get; private set; }

    public bool HasCrashed { get; private set; }

    /// <summary>True if the instance crashed at a step that writes.</summary>
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

    /// <summary>Ends a step. Another step may have crashed the instance in the meantime.</summary>
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
