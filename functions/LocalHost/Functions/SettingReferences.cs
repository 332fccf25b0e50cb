using System.Text.RegularExpressions;

namespace FlexFunctions.LocalHost;

/// <summary>Settings named in attributes: <c>%Name%</c> stands for the setting's value.</summary>
internal static partial class SettingReferences
{
    /// <summary>Puts the settings in.</summary>
    /// <exception cref="FormatException">A setting is named that there is not.</exception>
    internal static string Expand(string text, Func<string, string?> setting) =>
        Reference()
            .Replace(
                text,
                match =>
                    setting(match.Groups["name"].Value)
                    ?? throw new FormatException($"the setting '{match.Groups["name"].Value}' of '{text}' is not set")
            );

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
