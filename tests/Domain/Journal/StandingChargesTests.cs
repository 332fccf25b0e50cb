using System.Collections.Immutable;
using System.Text;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>A reversal names a charge that stands (R18). Amounts and hashes of these journals are right.</summary>
public sealed class StandingChargesTests
{
    private static readonly GrantKey s_grant = Grant.Of("o1", 100, Monday("00:00"));
    private static readonly GrantKey s_other = Grant.Of("o2", 100, Monday("00:00"));
    private static readonly Posting s_bought = new Posting.Bought(
        s_grant,
        new Money(1m, "GBP"),
        new Money(100m, "GBP")
    );
    private static readonly Posting s_boughtOther = new Posting.Bought(
        s_other,
        new Money(1m, "GBP"),
        new Money(100m, "GBP")
    );

    [Fact]
    public void Charge_can_be_reversed_and_charged_again() =>
        AssertWhole([s_bought, Charged("08:00")], [Reversed("08:00")], [Charged("08:00")], [Reversed("08:00")]);

    [Fact]
    public void Reversal_without_a_charge_is_found() =>
        AssertBad(
            "reverses a window that is not charged: user 'priscilla', product 'autocad', 2026-11-02T09:00",
            [s_bought, Charged("08:00")],
            [Reversed("09:00")]
        );

    [Fact]
    public void Second_reversal_of_a_charge_is_found() =>
        AssertBad(
            "reverses a window that is not charged",
            [s_bought, Charged("08:00"), Charged("09:00", "tom")],
            [Reversed("08:00")],
            [Reversed("08:00")]
        );

    [Fact]
    public void Reversal_of_another_users_charge_is_found() =>
        AssertBad("reverses a window that is not charged", [s_bought, Charged("08:00")], [Reversed("08:00", "tom")]);

    [Fact]
    public void Reversal_at_another_rate_is_found() =>
        AssertBad("paid otherwise", [s_bought, Charged("08:00")], [Reversed("08:00", tokens: 6)]);

    [Fact]
    public void Reversal_in_favour_of_another_order_is_found() =>
        AssertBad(
            "paid otherwise",
            [s_bought, s_boughtOther, Charged("08:00"), Charged("08:00", "tom", s_other)],
            [Reversed("08:00", grant: s_other)]
        );

    [Fact]
    public void Second_charge_of_a_window_is_found() =>
        AssertBad("charges a window that is charged already", [s_bought, Charged("08:00")], [Charged("08:00")]);

    [Fact]
    public void Last_line_about_a_window_in_earlier_blocks_decides()
    {
        var blocks = Blocks(
            [s_bought, Charged("08:00"), Charged("09:00", "tom")],
            [Reversed("08:00")],
            [Reversed("09:00", "tom"), Reversed("08:00")]
        );
        var unknown = StandingCharges.None.UnknownIn(blocks[2..]).ToHashSet();
        Assert.Equal(2, unknown.Count);

        var standing = StandingCharges.None.WithEarlier(blocks[1], unknown);
        Assert.Single(unknown);
        standing = standing.WithEarlier(blocks[0], unknown);
        Assert.Empty(unknown);

        Assert.Equal([false, true], standing.Windows.OrderBy(w => w.Key.Start).Select(w => w.Value is not null));
    }

    [Fact]
    public void Window_that_a_block_charges_before_it_reverses_it_is_known() =>
        Assert.Empty(StandingCharges.None.UnknownIn(Blocks([s_bought, Charged("08:00")], [Reversed("08:00")])));

    private static Posting Charged(string time, string user = "priscilla", GrantKey? grant = null) =>
        new Posting.Charged(
            UserId.Of(user),
            ProductId.Of("autocad"),
            new(new(Monday(time)), Tokens.Whole(7), [], [new(grant ?? s_grant, Tokens.Whole(7))]),
            new EventRef("/s", "e")
        );

    private static Posting Reversed(string time, string user = "priscilla", int tokens = 7, GrantKey? grant = null) =>
        new Posting.Reversed(
            UserId.Of(user),
            ProductId.Of("autocad"),
            new(new(Monday(time)), Tokens.Whole(tokens), [], [new(grant ?? s_grant, Tokens.Whole(tokens))], []),
            new EventRef("/s", "e")
        );

    private static JournalBlock[] Blocks(params ImmutableArray<Posting>[] commits)
    {
        var blocks = new List<JournalBlock>();
        foreach (var postings in commits)
        {
            var last = blocks.LastOrDefault();
            blocks.Add(
                JournalBlock.Sealed(
                    Team.Account,
                    Team.Id,
                    (last?.Number ?? 0) + 1,
                    last is null ? 1 : last.FirstSequence + last.Postings.Length,
                    Monday("12:00"),
                    last?.Hash ?? BlockHash.None,
                    postings
                )
            );
        }

        return [.. blocks];
    }

    private static JournalVerdict Check(JournalBlock[] blocks) =>
        JournalCheck.Check(
            Encoding.UTF8.GetBytes(string.Concat(blocks.Select(block => block.CanonicalText + "\n"))),
            blocks[^1].Hash
        );

    private static void AssertWhole(params ImmutableArray<Posting>[] commits) =>
        Assert.Null(Check(Blocks(commits)).Why);

    /// <summary>The last block is bad, and only it.</summary>
    private static void AssertBad(string why, params ImmutableArray<Posting>[] commits)
    {
        AssertWhole(commits[..^1]);
        var verdict = Check(Blocks(commits));
        Assert.Equal(commits.Length, verdict.FirstBadBlock);
        Assert.Contains(why, verdict.Why, StringComparison.Ordinal);
    }
}
