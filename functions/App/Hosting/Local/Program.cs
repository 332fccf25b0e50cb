using System.CommandLine;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.App.Hosting.Local.Simulation;

var root = new RootCommand(
    "FlexFunctions on this machine: HTTP, queue, timers and ledger in one process, without Azure."
)
{
    TokenCommand.Create(),
    ReplayCommand.Create(),
    VerifyCommand.Create(),
    SimulateCommand.Create(),
};
HostCommand.Configure(root);
return await root.Parse(args).InvokeAsync();
