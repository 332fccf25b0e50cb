using System.CommandLine;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The folder with the state of a local host: queue, ledger, timers, key.</summary>
/// <param name="Directory">The full path of the folder.</param>
internal sealed record LocalState(string Directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary><c>--state DIR</c>, for commands that use a host's state.</summary>
    public static readonly Option<string> Option = new("--state")
    {
        Description = "Folder for queue, ledger and key.",
        DefaultValueFactory = _ => ".flex",
        HelpName = "DIR",
    };

    /// <summary>
    /// Returns the state that a command line names. Only its owner can open the folder: it is created so if it does not
    /// exist, and restricted if it holds the key of an earlier version.
    /// </summary>
    public static LocalState Of(ParseResult command)
    {
        var directory = Path.GetFullPath(command.GetValue(Option)!);
        var state = new LocalState(directory);
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(directory);
            return state;
        }

        System.IO.Directory.CreateDirectory(directory, OwnerOnly);
        // Without the key it may be any folder, such as /tmp.
        if (File.Exists(state.Key))
        {
            File.SetUnixFileMode(directory, OwnerOnly);
        }

        return state;
    }

    /// <summary>The ledger, unless the settings name another store.</summary>
    public string Ledger => Path.Combine(Directory, "ledger.db");

    /// <summary>The folder for mails, unless an SMTP server sends them.</summary>
    public string Mail => Path.Combine(Directory, "mail");

    /// <summary>The key that signs tokens.</summary>
    public string Key => Path.Combine(Directory, "token.key");
}
