using System.Text.RegularExpressions;

namespace FlexFunctions.LocalHost;

/// <summary>Expands setting references in attributes: <c>%Name%</c> is replaced by the setting's value.</summary>
internal static partial class SettingReferences
{
    /// <summary>Replaces every reference by its setting.</summary>
    /// <exception cref="FormatException">A setting is not set.</exception>
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
