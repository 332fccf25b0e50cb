using System.Diagnostics;

namespace FlexFunctions.Storage.Tests;

/// <summary>A started <see cref="Racer"/>; it is killed, by its own id, when disposed.</summary>
public sealed class RacerProcess : IDisposable
{
    private readonly Process _process;

    private RacerProcess(Process process) => _process = process;

    /// <summary>What it prints.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts it and waits until it is ready to race.</summary>
    /// <param name="limit">A shell command that is run first, in the same process: a limit to start it under.</param>
    public static async Task<RacerProcess> StartAsync(
        string task,
        string file,
        string name,
        int count,
        string limit = "true"
    )
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = [dotnet, "exec", typeof(Racer).Assembly.Location, task, file, name, $"{count}"];
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"{limit}; exec \"$@\"", "racer", .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var racer = new RacerProcess(Process.Start(start)!);
        Assert.Equal("ready", await racer.Output.ReadLineAsync());
        return racer;
    }

    /// <summary>Lets it start.</summary>
    public void Go()
    {
        _process.StandardInput.WriteLine("go");
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for its end; answers what it printed.</summary>
    public async Task<string> EndAsync()
    {
        var output = await Output.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
        return output;
    }

    /// <summary>Kills it with SIGKILL; answers what it had printed and nobody has read.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        var output = await Output.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return output;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
