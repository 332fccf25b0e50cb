using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The windows that a part of a journal charged or reversed. A reversal must name a charge that stands (R18): the last
/// line about its window is a charge of the same rate, paid by the same grants with the same amounts.
/// </summary>
/// <param name="Windows">The windows by user, product and start; null for a window that was reversed last.</param>
public sealed record StandingCharges(
    ImmutableDictionary<(MeterKey Meter, DateTimeOffset Start), ChargedWindow?> Windows
)
{
    /// <summary>Before the first block.</summary>
    public static readonly StandingCharges None = new(
        ImmutableDictionary<(MeterKey, DateTimeOffset), ChargedWindow?>.Empty
    );

    /// <summary>Returns the charges after one more block.</summary>
    /// <exception cref="InvalidDataException">
    /// A reversal names a window that is not charged or was paid otherwise, or a charge names a window that is charged.
    /// </exception>
    public StandingCharges Apply(JournalBlock block)
    {
        var windows = Windows.ToBuilder();
        foreach (var posting in block.Postings)
        {
            if (KeyOf(posting) is not { } key)
            {
                continue;
            }

            var standing = windows.GetValueOrDefault(key);
            if (posting is Posting.Charged { Charge: var charge })
            {
                Require(standing is null, block, key, "charges a window that is charged already");
                windows[key] = charge.AsCharged;
            }
            else if (posting is Posting.Reversed { Reversal: var reversal })
            {
                Require(standing is not null, block, key, "reverses a window that is not charged");
                Require(IsOf(reversal, standing!), block, key, "reverses a window that was paid otherwise");
                windows[key] = null;
            }
        }

        return new StandingCharges(windows.ToImmutable());
    }

    /// <summary>Returns the windows that blocks reverse before they charge them, and of which nothing is known yet.</summary>
    /// <param name="blocks">The next blocks, in order.</param>
    public IReadOnlySet<(MeterKey Meter, DateTimeOffset Start)> UnknownIn(IEnumerable<JournalBlock> blocks)
    {
        var (seen, unknown) = (Windows.Keys.ToHashSet(), new HashSet<(MeterKey, DateTimeOffset)>());
        foreach (var posting in blocks.SelectMany(block => block.Postings))
        {
            if (KeyOf(posting) is { } key && seen.Add(key) && posting is Posting.Reversed)
            {
                unknown.Add(key);
            }
        }

        return unknown;
    }

    /// <summary>Returns the charges with what an earlier block says last about some windows.</summary>
    /// <param name="block">The block before all blocks that are known so far.</param>
    /// <param name="unknown">The windows of which nothing is known; those that the block names are removed.</param>
    public StandingCharges WithEarlier(JournalBlock block, ISet<(MeterKey Meter, DateTimeOffset Start)> unknown)
    {
        var windows = Windows.ToBuilder();
        foreach (var posting in block.Postings.Reverse())
        {
            if (KeyOf(posting) is { } key && unknown.Remove(key))
            {
                windows[key] = (posting as Posting.Charged)?.Charge.AsCharged;
            }
        }

        return new StandingCharges(windows.ToImmutable());
    }

    private static (MeterKey Meter, DateTimeOffset Start)? KeyOf(Posting posting) =>
        posting switch
        {
            Posting.Charged charged => (new(charged.User, charged.Product), charged.Charge.Window.Start),
            Posting.Reversed reversed => (new(reversed.User, reversed.Product), reversed.Reversal.Window.Start),
            _ => null,
        };

    private static bool IsOf(WindowReversal reversal, ChargedWindow charged) =>
        reversal.Rate == charged.Rate
        && Payment
            .SumsByGrant([.. reversal.Carried, .. reversal.GivenBack, .. reversal.Lapsed])
            .ToHashSet()
            .SetEquals(Payment.SumsByGrant(charged.Payments));

    private static void Require(
        bool holds,
        JournalBlock block,
        (MeterKey Meter, DateTimeOffset Start) window,
        string otherwise
    )
    {
        if (!holds)
        {
            throw new InvalidDataException(
                $"Block {block.Number} {otherwise}: user '{window.Meter.User}', product '{window.Meter.Product}', "
                    + $"{window.Start:O}."
            );
        }
    }
}
