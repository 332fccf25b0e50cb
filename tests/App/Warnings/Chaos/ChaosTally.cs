namespace FlexFunctions.App.Tests;

/// <summary>The counts of many rounds.</summary>
internal sealed class ChaosTally
{
    private int _doubles;
    private int _mails;

    public int Rounds { get; private set; }

    public void Count(CrashPoint end, ChaosMailServer server)
    {
        Rounds += end.HasCrashed ? 1 : 0;
        _mails += server.Accepted.Count - server.Doubles;
        _doubles += server.Doubles;
    }

    public override string ToString() =>
        $"{Rounds} ends, {_mails} mails, of which {_doubles} were sent again as the same mail because nobody knew; "
        + "distinct operations for each recipient and warning: exactly 1";
}
