using System.Diagnostics;

namespace FlexFunctions.Storage.Tests;

/// <summary>A process that runs <see cref="Racer"/>. Disposing it kills the process.</summary>
public sealed class RacerProcess : IDisposable
{
    private readonly Process _process;

    private RacerProcess(Process process) => _process = process;

    /// <summary>The standard output of the process.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <param name="limit">A shell command that sets resource limits for the process before it starts.</param>
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

    /// <summary>Starts the work of the process.</summary>
    public void Go()
    {
        _process.StandardInput.WriteLine("go");
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until the process ends, and returns its output.</summary>
    public async Task<string> EndAsync()
    {
        var output = await Output.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
        return output;
    }

    /// <summary>Kills the process with SIGKILL, and returns its unread output.</summary>
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
