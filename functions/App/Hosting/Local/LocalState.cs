using System.CommandLine;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The folder with the state of a local host: queue, ledger, timers, key.</summary>
/// <param name="Directory">The full path of the folder.</param>
internal sealed record LocalState(string Directory)
{
    /// <summary><c>--state DIR</c>, for commands that use a host's state.</summary>
    public static readonly Option<string> Option = new("--state")
    {
        Description = "Folder for queue, ledger and key.",
        DefaultValueFactory = _ => ".flex",
        HelpName = "DIR",
    };

    /// <summary>Returns the state that a command line names. Creates its folder if it does not exist.</summary>
    public static LocalState Of(ParseResult command)
    {
        var directory = Path.GetFullPath(command.GetValue(Option)!);
        System.IO.Directory.CreateDirectory(directory);
        return new LocalState(directory);
    }

    /// <summary>The ledger, unless the settings name another store.</summary>
    public string Ledger => Path.Combine(Directory, "ledger.db");

    /// <summary>The folder for mails, unless an SMTP server sends them.</summary>
    public string Mail => Path.Combine(Directory, "mail");

    /// <summary>The key that signs tokens.</summary>
    public string Key => Path.Combine(Directory, "token.key");
}
