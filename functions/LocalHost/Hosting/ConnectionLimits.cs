using System.Globalization;
using System.Text.RegularExpressions;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The numbers of connections that the host accepts. Together they use at most half of the process's file descriptors,
/// because a process without a free descriptor cannot write its files.
/// </summary>
internal sealed partial record ConnectionLimits(int Http, int Amqp)
{
    private const int MaxHttp = 2000;
    private const int MaxAmqp = 512;

    /// <summary>Returns the limits of this process.</summary>
    internal static ConnectionLimits Current { get; } = For(SoftLimit("/proc/self/limits"));

    /// <summary>Returns the limits for a number of file descriptors; null if it is not known.</summary>
    internal static ConnectionLimits For(long? descriptors)
    {
        var share = descriptors / 4 ?? long.MaxValue;
        return new((int)Math.Min(share, MaxHttp), (int)Math.Min(share, MaxAmqp));
    }

    private static long? SoftLimit(string path) =>
        File.Exists(path)
        && MaxOpenFiles().Match(File.ReadAllText(path)) is { Success: true } match
        && long.TryParse(match.Groups["soft"].Value, CultureInfo.InvariantCulture, out var soft)
            ? soft
            : null;

    [GeneratedRegex(
        @"^Max open files\s+(?<soft>\d+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MaxOpenFiles();
}
