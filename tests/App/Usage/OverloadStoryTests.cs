using System.Globalization;
using System.Text.Json;
using FlexFunctions.App.Hosting.Local;

namespace FlexFunctions.App.Tests;

/// <summary>
/// One user opens and closes 2,400 sessions in a day, one every 36 seconds, and then uses the product for five days as
/// people do (R5, Overload). Nothing is dead-lettered, and every day of use is charged.
/// </summary>
public sealed class OverloadStoryTests
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task Story_under_tokens_is_charged_six_windows() =>
        PlayAsync(
            [Step(s_day.AddDays(-1), "purchase", new { order = "o1", tokens = 1_000 })],
            [],
            balance: 1_000 - (6 * 7),
            declined: 0,
            [s_day, .. HonestDays.Select(day => day.AddHours(9))]
        );

    [Fact]
    public Task Story_under_a_seat_is_charged_after_the_seat_is_taken() =>
        PlayAsync(
            [
                Step(s_day.AddDays(-1), "purchase", new { order = "o1", tokens = 1_000 }),
                Step(s_day.AddDays(-1), "seat", Seat(held: true)),
            ],
            [Step(s_day.AddDays(1), "seat", Seat(held: false))],
            balance: 1_000 - (5 * 7),
            declined: 0,
            HonestDays.Select(day => day.AddHours(9))
        );

    [Fact]
    public Task Denied_story_is_charged_after_tokens_are_bought() =>
        PlayAsync(
            [Step(s_day.AddDays(-1), "policy", new { lowBalanceTokens = 1 })],
            [Step(s_day.AddDays(1), "purchase", new { order = "o1", tokens = 1_000 })],
            balance: 1_000 - (5 * 7),
            declined: 1,
            HonestDays.Select(day => day.AddHours(9))
        );

    private static IEnumerable<DateTimeOffset> HonestDays => Enumerable.Range(1, 5).Select(day => s_day.AddDays(day));

    private static async Task PlayAsync(
        IEnumerable<JsonElement> before,
        IEnumerable<JsonElement> between,
        int balance,
        int declined,
        IEnumerable<DateTimeOffset> windows
    )
    {
        var end = Step(
            s_day.AddDays(6),
            "expect",
            new
            {
                balance,
                declined,
                charges = windows.Select(start => new object[] { "p", "autocad", start, 7 }),
                conserved = true,
            }
        );
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "story.json");
        JsonElement[] timeline = [.. before, .. ManySessions(), .. between, .. HonestDays.SelectMany(HonestDay), end];
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(
                new
                {
                    name = "Overload",
                    why = "R5",
                    timeline,
                }
            )
        );

        await using var runner = new ScenarioRunner(ScenarioFile.Read(file));

        Assert.Empty(await runner.PlayAsync());
    }

    private static IEnumerable<JsonElement> ManySessions() =>
        Enumerable
            .Range(0, 2_400)
            .SelectMany(number =>
            {
                var (opened, session) = (s_day.AddSeconds(36 * number), $"many-{number}");
                return new[] { Signal(opened, "opened", session), Signal(opened.AddSeconds(5), "closed", session) };
            });

    /// <summary>Returns a session from 09:00 to 17:00 with a heartbeat every ten minutes.</summary>
    private static IEnumerable<JsonElement> HonestDay(DateTimeOffset day)
    {
        var (opened, closed, session) = (day.AddHours(9), day.AddHours(17), $"honest-{day.Day}");
        yield return Signal(opened, "opened", session);
        for (var beat = opened.AddMinutes(10); beat < closed; beat = beat.AddMinutes(10))
        {
            yield return Signal(beat, "heartbeat", session);
        }

        yield return Signal(closed, "closed", session);
    }

    private static JsonElement Signal(DateTimeOffset at, string kind, string session) =>
        Step(
            at,
            kind,
            new
            {
                user = "p",
                product = "autocad",
                session,
            }
        );

    private static object Seat(bool held) =>
        new
        {
            user = "p",
            product = "autocad",
            held,
        };

    private static JsonElement Step(DateTimeOffset at, string step, object fields)
    {
        var json = JsonSerializer.SerializeToNode(fields)!.AsObject();
        json.Insert(0, "at", at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.Insert(1, "do", step);
        return JsonSerializer.SerializeToElement(json);
    }
}
