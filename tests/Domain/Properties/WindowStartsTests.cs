using System.Globalization;
using CsCheck;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// <see cref="DailyCharge.WindowStarts"/> alone, against a clock that walks from step to step and asks at each whether
/// the product is in use and no window spans.
/// </summary>
public sealed class WindowStartsTests
{
    /// <summary>The grid, in minutes: 96 steps are a day.</summary>
    private const int Grid = 15;
    private const int Day = 24 * 60 / Grid;

    private sealed record Piece(int From, int To, bool SeenAtEnd)
    {
        public bool InUseAt(int step) => (From <= step && step < To) || (SeenAtEnd && step == To);

        public UsageInterval AsUse => new(At(From), At(To), SeenAtEnd);
    }

    // Lengths gather around nothing, one step, whole days, and one step beside them.
    private static readonly Gen<Piece> s_piece = Gen.Select(
        Gen.Int[0, 6 * Day],
        Gen.Int[0, 3].Select(Gen.Int[-1, 1], (days, beside) => Math.Max(0, (days * Day) + beside)),
        Gen.Bool,
        (from, length, seen) => new Piece(from, from + length, seen || length == 0)
    );

    [Fact]
    public void Window_starts_equal_those_of_a_clock_that_visits_every_step() =>
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
