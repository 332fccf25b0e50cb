using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Reads a scenario strictly: an unknown key could be a check that is not made.</summary>
internal static class ScenarioFile
{
    private static readonly string[] s_signal = ["user", "product", "session", "time", "id", "version"];

    /// <summary>
    /// The fields of each kind of step, in addition to <c>at</c>, <c>do</c>, <c>account</c>, <c>team</c> and
    /// <c>expect</c>.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_steps = new(StringComparer.Ordinal)
    {
        ["purchase"] = ["order", "tokens", "country", "key", "paid"],
        ["assign"] = ["order", "to"],
        ["move"] = ["order", "to"],
        ["return"] = ["order"],
        ["invoice"] = ["order", "status"],
        ["credits"] = ["amount", "expires"],
        ["seat"] = ["user", "product", "held"],
        ["policy"] = ["users", "products", "lowBalanceTokens", "lowBalancePercent", "recipients"],
        ["access"] = ["user", "product", "start", "session", "time"],
        ["opened"] = s_signal,
        ["heartbeat"] = s_signal,
        ["closed"] = s_signal,
        ["beats"] = ["user", "product", "session", "from", "to", "every"],
        ["result"] = ["user", "product", "result", "quantity", "id", "time"],
        ["raw"] = ["body"],
        ["expect"] = ["balance", "credits", "charges", "declined", "reversals", "order", "mails", "conserved"],
    };

    private static readonly string[] s_ofAnyStep = ["at", "do", "account", "team", "expect"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ScenarioException">The file cannot be read, or has an unknown key.</exception>
    public static Scenario Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(path),
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            return Read(document.RootElement.Clone());
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new ScenarioException("cannot be read: " + e.Message, e);
        }
    }

    private static Scenario Read(JsonElement json)
    {
        RequireKnown(json, ["name", "why", "settings", "timeline"], "the scenario");
        if (!json.TryGetProperty("timeline", out var steps) || steps.ValueKind != JsonValueKind.Array)
        {
            throw new ScenarioException("'timeline' must be a list of steps.");
        }

        var read = steps.EnumerateArray().Select((step, index) => ReadStep(step, index + 1)).ToList();
        var back = read.Zip(read.Skip(1)).FirstOrDefault(pair => pair.Second.At < pair.First.At).Second;
        return back is null
            ? new Scenario(json.GetProperty("name").GetString()!, Terms(json), read)
            : throw back.Wrong("'at' must not be earlier than in the step before");
    }

    private static ScenarioStep ReadStep(JsonElement json, int number)
    {
        var step = new ScenarioStep(number, default, "?", json);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw step.Wrong("must be an object");
        }

        step = step with { Do = step.Text("do"), At = step.Instant("at") };
        if (!s_steps.TryGetValue(step.Do, out var fields))
        {
            throw step.Wrong($"the step '{step.Do}' is unknown; the steps are {string.Join(", ", s_steps.Keys)}");
        }

        RequireKnown(json, [.. s_ofAnyStep, .. fields], step.Name);
        return step;
    }

    private static MeteringOptions Terms(JsonElement json)
    {
        if (!json.TryGetProperty("settings", out var settings))
        {
            return MeteringOptions.Default;
        }

        RequireKnown(settings, ["sessionTimeout", "lateness"], "'settings'");
        return new MeteringOptions(
            Duration(settings, "sessionTimeout", MeteringOptions.Default.SessionTimeout),
            Duration(settings, "lateness", MeteringOptions.Default.Lateness)
        );
    }

    private static TimeSpan Duration(JsonElement settings, string name, TimeSpan otherwise) =>
        !settings.TryGetProperty(name, out var value) ? otherwise
        : TimeSpan.TryParseExact(JsonText.Of(value), "c", CultureInfo.InvariantCulture, out var duration) ? duration
        : throw new ScenarioException($"'{name}' must be a duration, such as 00:15:00 or 7.00:00:00.");

    private static void RequireKnown(JsonElement json, string[] known, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ScenarioException($"{where} must be a JSON object.");
        }

        foreach (var field in json.EnumerateObject())
        {
            if (!known.Contains(field.Name, StringComparer.Ordinal))
            {
                throw new ScenarioException($"{where}: '{field.Name}' is unknown.");
            }
        }
    }
}
