using System.CommandLine;
using FlexFunctions.App.Hosting.Local;

var root = new RootCommand(
    "FlexFunctions on this machine: HTTP, queue, timers and ledger in one process, without Azure."
)
{
    TokenCommand.Create(),
    ReplayCommand.Create(),
    VerifyCommand.Create(),
};
HostCommand.Configure(root);
return await root.Parse(args).InvokeAsync();
