using FlexFunctions.App.Hosting.Local;

namespace FlexFunctions.App.Tests;

/// <summary>The worked examples, played through the real functions.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Scenarios =>
        [
            .. Directory
                .GetFiles(Path.Combine(AppContext.BaseDirectory, "scenarios"))
                .Select(path => Path.GetFileName(path)!)
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_expectation_of_the_scenario_holds(string scenario)
    {
        var timeline = ScenarioFile.Read(Path.Combine(AppContext.BaseDirectory, "scenarios", scenario));
        await using var stage = new ScenarioRunner(timeline);

        Assert.Empty(await stage.PlayAsync());
    }

    [Fact]
    public async Task A_wrong_expectation_fails_and_says_what_was_found()
    {
        var failures = await PlayAsync(
            """
            {"at": "2026-11-01T00:00:00Z", "do": "purchase", "order": "o1", "tokens": 100, "expect": {"total": 1}},
            {"at": "2026-11-02T08:00:00Z", "do": "opened", "user": "p", "product": "autocad", "session": "s", "expect": {"deadLetter": "event-too-late"}},
            {"at": "2026-11-02T08:00:01Z", "do": "opened", "user": "p", "product": "nosuchcad", "session": "s"},
            {"at": "2026-11-03T00:00:00Z", "do": "expect", "balance": 100, "declined": 1, "reversals": 1, "charges": []}
            """
        );

        Assert.Equal(
            [
                "step 1 (purchase at 2026-11-01T00:00:00Z): total: expected 1, found 294.00",
                "step 2 (opened at 2026-11-02T08:00:00Z): expected dead letter event-too-late, found no dead letter",
                "step 3 (opened at 2026-11-02T08:00:01Z): expected no dead letter, found dead letter unknown-product",
                "step 4 (expect at 2026-11-03T00:00:00Z): balance: expected 100, found 93",
                "step 4 (expect at 2026-11-03T00:00:00Z): declined: expected 1, found 0",
                "step 4 (expect at 2026-11-03T00:00:00Z): reversals: expected 1, found 0",
                "step 4 (expect at 2026-11-03T00:00:00Z): charges: expected , found p autocad 2026-11-02T08:00:00 7",
            ],
            failures
        );
    }

    [Fact]
    public async Task Beats_of_two_sessions_are_taken_in_at_their_own_times()
    {
        Assert.Empty(
            await PlayAsync(
                """
                {"at": "2026-11-01T00:00:00Z", "do": "purchase", "order": "o1", "tokens": 100},
                {"at": "2026-11-02T08:00:00Z", "do": "beats", "user": "p", "product": "autocad", "session": "s", "from": "2026-11-02T08:00:00Z", "to": "2026-11-10T08:00:00Z", "every": 15},
                {"at": "2026-11-02T08:00:00Z", "do": "beats", "user": "q", "product": "autocad", "session": "t", "from": "2026-11-02T08:00:00Z", "to": "2026-11-02T09:00:00Z", "every": 15},
                {"at": "2026-11-11T00:00:00Z", "do": "expect", "balance": 30, "conserved": true}
                """
            )
        );
    }

    [Theory]
    [InlineData(
        """{"at": "2026-11-01T00:00:00Z", "do": "dance"}""",
        "step 1 (dance at 2026-11-01T00:00:00Z): the step 'dance' is unknown"
    )]
    [InlineData(
        """{"at": "2026-11-01T00:00:00Z", "do": "raw", "bodie": ""}""",
        "step 1 (raw at 2026-11-01T00:00:00Z): 'bodie' is unknown."
    )]
    [InlineData("""{"at": "yesterday", "do": "raw", "body": ""}""", "'at' must be an instant")]
    [InlineData(
        """{"at": "2026-11-02T00:00:00Z", "do": "raw", "body": ""}, {"at": "2026-11-01T00:00:00Z", "do": "raw", "body": ""}""",
        "step 2 (raw at 2026-11-01T00:00:00Z): 'at' must not be earlier than in the step before."
    )]
    public void What_is_not_known_is_an_error_that_names_the_step(string steps, string error)
    {
        using var file = new TimelineText(steps);

        Assert.Contains(
            error,
            Assert.Throws<ScenarioException>(() => ScenarioFile.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(string steps)
    {
        using var file = new TimelineText(steps);
        await using var stage = new ScenarioRunner(ScenarioFile.Read(file.Path));
        return await stage.PlayAsync();
    }

    private sealed class TimelineText : IDisposable
    {
        public TimelineText(string steps) =>
            File.WriteAllText(Path, $$"""{ "name": "A test", "why": "to test", "timeline": [ {{steps}} ] }""");

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
