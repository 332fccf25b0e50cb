using System.Text;
using FlexFunctions.Simulation;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The auditor finds what is wrong when a commit is changed before the auditor sees it.</summary>
public sealed class AuditorTests
{
    private const int Seed = 7;

    [Fact]
    public void A_balance_off_by_a_thousandth_is_found()
    {
        var found = Find("balance", commit => Change(commit, "team|", "Balance", value => (long)value + 1));

        Assert.Contains("left, must be", found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_charge_at_a_wrong_rate_is_found()
    {
        var found = Find("rate", commit => Change(commit, "block|", "Text", text => Rewrite((string)text)));

        Assert.Contains("posts", found, StringComparison.Ordinal);

        static string Rewrite(string block) =>
            block.Contains("\"kind\":\"charged\"", StringComparison.Ordinal)
                ? block.Replace("\"thousandths\":7000", "\"thousandths\":7001", StringComparison.Ordinal)
                : block;
    }

    [Fact]
    public void A_missing_block_is_found()
    {
        var left = 3;
        var found = Find(
            "block",
            commit =>
                commit.Blocks.Count == 0 || --left != 0
                    ? commit
                    : Of(commit, commit.Rows.Where(row => !row.Key.StartsWith("block|", StringComparison.Ordinal)))
        );

        Assert.NotEmpty(found);
    }

    [Fact]
    public void A_forgotten_denied_signal_is_found()
    {
        var denied = Enumerable
            .Range(1, 40)
            .Select(seed =>
                SimulatedRun.Play(
                    StoryWriter.Write(seed),
                    commit => Change(commit, "meter|", "Json0", json => Forget((byte[])json))
                )
            )
            .First(outcome => outcome.Violation is not null);

        Assert.Contains("allows", denied.Violation, StringComparison.Ordinal);

        static byte[] Forget(byte[] meter) =>
            Encoding.UTF8.GetBytes(
                System.Text.RegularExpressions.Regex.Replace(
                    Encoding.UTF8.GetString(meter),
                    "\"denied\":\\[[^]]*\\]",
                    "\"denied\":[]",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
            );
    }

    [Fact]
    public void A_row_that_no_event_requires_is_found()
    {
        var found = Find(
            "row",
            commit =>
                commit.Operation.Kind == OperationKind.Usage
                && commit.Of("meter").FirstOrDefault() is { Row: { } row } meter
                    ? Of(commit, [.. commit.Rows, new($"meter|{meter.Key[1]}|nobody|{meter.Key[3]}", row)])
                    : commit
        );

        Assert.Contains("nobody", found, StringComparison.Ordinal);
        Assert.Contains("which no event requires", found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unhandled_exception_of_a_function_is_found()
    {
        var failed = Enumerable
            .Range(1, 40)
            .Select(seed =>
                SimulatedRun.Play(
                    StoryWriter.Write(seed),
                    commit =>
                        commit.Operation.Kind == OperationKind.Expire
                            ? throw new InvalidOperationException("planted")
                            : commit
                )
            )
            .First(outcome => outcome.Violation is not null);

        Assert.Contains("ends with InvalidOperationException: planted", failed.Violation, StringComparison.Ordinal);
    }

    private static string Find(string what, Func<Commit, Commit> tamper)
    {
        var outcome = SimulatedRun.Play(StoryWriter.Write(Seed), tamper);

        Assert.Null(SimulatedRun.Play(StoryWriter.Write(Seed)).Violation);
        Assert.True(outcome.Violation is not null, $"{what} is not found");
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
    ) => new(commit.Account, rows.ToDictionary(), commit.Operation, commit.Now, commit.TrueTime);
}
