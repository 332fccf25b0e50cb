using System.Diagnostics;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>A disk of a few megabytes, in memory, that a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 4;

    private readonly string _filler;

    internal SmallDisk()
    {
        Path = Directory.CreateTempSubdirectory("small-disk-").FullName;
        _filler = System.IO.Path.Combine(Path, "filler");
        if (Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", Path) != 0)
        {
            Directory.Delete(Path);
            throw new IOException("A tmpfs cannot be mounted.");
        }
    }

    internal string Path { get; }

    /// <summary>Leaves this many bytes free.</summary>
    internal void Fill(long free = 0)
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        while (new DriveInfo(Path).AvailableFreeSpace > free)
        {
            file.Write(block);
        }
    }

    /// <summary>Frees what <see cref="Fill"/> took.</summary>
    internal void Free() => File.Delete(_filler);

    public void Dispose()
    {
        _ = Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Returns why there can be no small disk here, or null.</summary>
    internal static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "A small tmpfs needs Linux and root.";
        }

        try
        {
            using var disk = new SmallDisk();
            return null;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>; skipped where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly string? s_obstacle = SmallDisk.FindObstacle();

    public SmallDiskFactAttribute() => Skip = s_obstacle;
}
