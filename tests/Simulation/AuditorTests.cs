using FlexFunctions.Simulation;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The auditor can fail: of a run that was tampered with on its way to it, it says what is wrong.</summary>
public sealed class AuditorTests
{
    private const int Seed = 7;

    [Fact]
    public void A_balance_that_is_off_by_a_thousandth_is_convicted()
    {
        var found = Convict("balance", commit => Change(commit, "team|", "Balance", value => (long)value + 1));

        Assert.Contains("left, must be", found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_charge_at_another_rate_is_convicted()
    {
        var found = Convict("rate", commit => Change(commit, "block|", "Text", text => Rewrite((string)text)));

        Assert.Contains("posts", found, StringComparison.Ordinal);

        static string Rewrite(string block) =>
            block.Contains("\"kind\":\"charged\"", StringComparison.Ordinal)
                ? block.Replace("\"thousandths\":7000", "\"thousandths\":7001", StringComparison.Ordinal)
                : block;
    }

    [Fact]
    public void A_block_that_is_left_out_is_convicted()
    {
        var left = 3;
        var found = Convict(
            "block",
            commit =>
                commit.Blocks.Count == 0 || --left != 0
                    ? commit
                    : Of(commit, commit.Rows.Where(row => !row.Key.StartsWith("block|", StringComparison.Ordinal)))
        );

        Assert.NotEmpty(found);
    }

    [Fact]
    public void A_denied_signal_that_is_not_remembered_is_convicted()
    {
        var denied = Enumerable
            .Range(1, 40)
            .Select(seed =>
                SimulatedRun.Play(
                    StoryWriter.Write(seed),
                    commit => Change(commit, "meter|", "Text", text => Forget((string)text))
                )
            )
            .First(outcome => outcome.Violation is not null);

        Assert.Contains("allows", denied.Violation, StringComparison.Ordinal);

        static string Forget(string meter) =>
            System.Text.RegularExpressions.Regex.Replace(
                meter,
                "\"denied\":\\[[^]]*\\]",
                "\"denied\":[]",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
    }

    [Fact]
    public void A_function_that_ends_with_an_exception_nobody_awaits_is_convicted()
    {
        var failed = Enumerable
            .Range(1, 40)
            .Select(seed =>
                SimulatedRun.Play(
                    StoryWriter.Write(seed),
                    commit =>
                        commit.SimulatedOperation.Kind == DeedKind.Expire
                            ? throw new InvalidOperationException("planted")
                            : commit
                )
            )
            .First(outcome => outcome.Violation is not null);

        Assert.Contains("ends with InvalidOperationException: planted", failed.Violation, StringComparison.Ordinal);
    }

    private static string Convict(string what, Func<Commit, Commit> tamper)
    {
        var outcome = SimulatedRun.Play(StoryWriter.Write(Seed), tamper);

        Assert.Null(SimulatedRun.Play(StoryWriter.Write(Seed)).Violation);
        Assert.True(outcome.Violation is not null, $"{what} is not convicted");
        return outcome.Violation;
    }

    private static Commit Change(Commit commit, string key, string property, Func<object, object> change) =>
        Of(
            commit,
            commit.Rows.Select(row =>
                row.Value is { } value
                && row.Key.StartsWith(key, StringComparison.Ordinal)
                && value.TryGetValue(property, out var before)
                    ? new(row.Key, new Dictionary<string, object>(value) { [property] = change(before) })
                    : row
            )
        );

    private static Commit Of(
        Commit commit,
        IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, object>?>> rows
    ) => new(commit.Account, rows.ToDictionary(), commit.SimulatedOperation, commit.Now, commit.TrueTime);
}
