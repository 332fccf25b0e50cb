using System.Diagnostics;

namespace FlexFunctions.App.Tests;

/// <summary>A running Node.js program that uses the official Service Bus SDK. Disposing it stops the process.</summary>
internal sealed class SdkProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private SdkProgram(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static SdkProgram Start(string program, params string[] arguments) =>
        new(
            Process.Start(
                new ProcessStartInfo("node", [Repository.File($"tests/App/EndToEnd/{program}"), .. arguments])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );

    /// <summary>Returns the lines that the program prints until it exits with code 0.</summary>
    public async IAsyncEnumerable<string> LinesAsync(TimeSpan patience)
    {
        using var over = new CancellationTokenSource(patience);
        while (await _process.StandardOutput.ReadLineAsync(over.Token) is { } line)
        {
            yield return line;
        }

        await _process.WaitForExitAsync(over.Token);
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    /// <summary>Writes a line to the program's standard input.</summary>
    public void Say(string line) => _process.StandardInput.WriteLine(line);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
