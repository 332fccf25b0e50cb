using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A charge window that runs at an instant (R20).</summary>
/// <param name="User">The user.</param>
/// <param name="Product">The product.</param>
/// <param name="Window">The 24 hours.</param>
/// <param name="Sequence">The sequence number of its charge.</param>
public sealed record RunningWindow(UserId User, ProductId Product, ChargeWindow Window, long Sequence);

/// <summary>The windows that run at an instant: a fold over the blocks of a journal (R20).</summary>
/// <param name="At">The instant.</param>
/// <param name="Windows">The windows by user, product and start.</param>
public sealed record RunningWindows(
    DateTimeOffset At,
    ImmutableDictionary<(UserId User, ProductId Product, DateTimeOffset Start), RunningWindow> Windows
)
{
    /// <summary>
    /// How long before an instant the first block can be that charges a window which runs then: the length of a window, and
    /// an hour for the clocks of products and instances (R5 lets an event lie up to 5 minutes in the future).
    /// </summary>
    public static readonly TimeSpan Reach = ChargeWindow.Length + TimeSpan.FromHours(1);

    /// <summary>No windows.</summary>
    public static RunningWindows None(DateTimeOffset at) =>
        new(at, ImmutableDictionary<(UserId, ProductId, DateTimeOffset), RunningWindow>.Empty);

    /// <summary>Returns the windows after one more block.</summary>
    public RunningWindows With(JournalBlock block)
    {
        var windows = Windows.ToBuilder();
        foreach (var (index, posting) in block.Postings.Index())
        {
            if (posting is Posting.Charged { Charge.Window: var window } charged && window.Contains(At))
            {
                windows[(charged.User, charged.Product, window.Start)] = new RunningWindow(
                    charged.User,
                    charged.Product,
                    window,
                    block.FirstSequence + index
                );
            }
            else if (posting is Posting.Reversed reversed)
            {
                windows.Remove((reversed.User, reversed.Product, reversed.Reversal.Window.Start));
            }
        }

        return this with
        {
            Windows = windows.ToImmutable(),
        };
    }
}
