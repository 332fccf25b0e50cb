using System.CommandLine;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Where a local host keeps what must survive it: queue, ledger, timers, key.</summary>
/// <param name="Directory">The folder, as a full path.</param>
internal sealed record LocalState(string Directory)
{
    /// <summary><c>--state DIR</c>, for every command that works on a host's state.</summary>
    public static readonly Option<string> Option = new("--state")
    {
        Description = "Folder of queue, ledger and key.",
        DefaultValueFactory = _ => ".flex",
        HelpName = "DIR",
    };

    /// <summary>The state that a command line names; its folder is made if it is not there.</summary>
    public static LocalState Of(ParseResult command)
    {
        var directory = Path.GetFullPath(command.GetValue(Option)!);
        System.IO.Directory.CreateDirectory(directory);
        return new LocalState(directory);
    }

    /// <summary>The ledger, if settings name no other store.</summary>
    public string Ledger => Path.Combine(Directory, "ledger.db");

    /// <summary>Where mails are written, if no server carries them.</summary>
    public string Mail => Path.Combine(Directory, "mail");

    /// <summary>The key that signals tokens.</summary>
    public string Key => Path.Combine(Directory, "token.key");
}
