using System.Globalization;
using CsCheck;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Compares <see cref="DailyCharge.WindowStarts"/> with a walk over every step of a grid, which starts a window
/// wherever the product is in use and no window runs.
/// </summary>
public sealed class WindowStartsTests
{
    /// <summary>The grid in minutes; a day has 96 steps.</summary>
    private const int Grid = 15;
    private const int Day = 24 * 60 / Grid;

    private sealed record Piece(int From, int To, bool ActiveAtEnd)
    {
        public bool InUseAt(int step) => (From <= step && step < To) || (ActiveAtEnd && step == To);

        public UsageInterval AsUse => new(At(From), At(To), ActiveAtEnd);
    }

    // Lengths are 0 to 3 days, exactly or with one step more or less.
    private static readonly Gen<Piece> s_piece = Gen.Select(
        Gen.Int[0, 6 * Day],
        Gen.Int[0, 3].Select(Gen.Int[-1, 1], (days, beside) => Math.Max(0, (days * Day) + beside)),
        Gen.Bool,
        (from, length, seen) => new Piece(from, from + length, seen || length == 0)
    );

    [Fact]
    public void Window_starts_equal_those_of_a_walk_over_every_step() =>
        Gen.Select(s_piece.Array[0, 8], Gen.Int[-Day, 8 * Day].Nullable())
            .Sample(
                (pieces, next) =>
                {
                    var use = pieces.OrderBy(piece => piece.From).Select(piece => piece.AsUse);
                    var starts = DailyCharge.WindowStarts(use, next is { } step ? At(step) : null);
                    Assert.Equal(Walk(pieces, next).Select(At), starts);
                },
                iter: Iterations.Of(20_000),
                print: story =>
                    string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', story.Item1)} from {story.Item2}")
            );

    private static IEnumerable<int> Walk(Piece[] pieces, int? next)
    {
        var paidUntil = next ?? int.MinValue;
        for (var step = 0; step <= 12 * Day; step++)
        {
            if (step >= paidUntil && pieces.Any(piece => piece.InUseAt(step)))
            {
                yield return step;
                paidUntil = step + Day;
            }
        }
    }

    private static DateTimeOffset At(int step) => RateSchedule.Start.AddMinutes(step * Grid);
}
