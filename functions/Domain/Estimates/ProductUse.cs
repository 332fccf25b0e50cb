using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The expected use of one product that has seats: people in the order of their days, most days first.</summary>
internal sealed class ProductUse
{
    private readonly ImmutableArray<(int Index, ExpectedUse Item)> _uses;
    private readonly decimal _seat;

    /// <param name="uses">The uses of the product, with their indexes among all uses.</param>
    public ProductUse(IEnumerable<(int Index, ExpectedUse Item)> uses)
    {
        _uses = [.. uses.OrderByDescending(use => use.Item.DaysPerYear)];
        _seat = _uses[0].Item.SeatPerYear!.Value;
        People = _uses.Sum(use => use.Item.People);
    }

    /// <summary>The number of people.</summary>
    public int People { get; }

    /// <summary>The prices of a token at which a seat costs as much as someone's tokens.</summary>
    public IEnumerable<decimal> BreakEvens => _uses.Select(use => _seat / use.Item.TokensPerPerson.Value);

    /// <summary>Returns the tokens of those who have no seat.</summary>
    public Tokens TokensWith(int seats)
    {
        var thousandths = 0L;
        foreach (var (_, use) in _uses)
        {
            var seated = Math.Min(seats, use.People);
            thousandths += (use.People - seated) * use.TokensPerPerson.Thousandths;
            seats -= seated;
        }

        return new Tokens(thousandths);
    }

    /// <summary>Returns the least cost of all people at a price of a token.</summary>
    public decimal Least(decimal lambda) =>
        _uses.Sum(use => use.Item.People * Math.Min(_seat, lambda * use.Item.TokensPerPerson.Value));

    /// <summary>Returns how much more a number of seats costs at a price of a token than the best number does.</summary>
    public decimal Excess(int seats, decimal lambda)
    {
        var excess = 0m;
        foreach (var (_, use) in _uses)
        {
            var seated = Math.Min(seats, use.People);
            var difference = _seat - (lambda * use.TokensPerPerson.Value);
            // A seat where tokens cost less, or tokens where a seat costs less.
            excess += difference > 0 ? seated * difference : (seated - use.People) * difference;
            seats -= seated;
        }

        return excess;
    }

    /// <summary>Returns the range of numbers of seats whose excess is at most an amount; the excess is convex.</summary>
    public (int First, int Last) RangeWithin(decimal excess, decimal lambda)
    {
        var best = _uses.Where(use => lambda * use.Item.TokensPerPerson.Value > _seat).Sum(use => use.Item.People);
        return (
            First(0, best, seats => Excess(seats, lambda) <= excess),
            First(best, People + 1, seats => seats > People || Excess(seats, lambda) > excess) - 1
        );
    }

    /// <summary>Returns the fewest seats that leave at most so many tokens; all of them if none does.</summary>
    public int SeatsLeaving(decimal tokens) => First(0, People, seats => TokensWith(seats).Value <= tokens);

    /// <summary>Gives a number of seats to those with the most days.</summary>
    public void Assign(int seats, int[] seatsOfUses)
    {
        foreach (var (index, use) in _uses)
        {
            seatsOfUses[index] = Math.Min(seats, use.People);
            seats -= seatsOfUses[index];
        }
    }

    /// <summary>Returns the first number from low on that has a property, which all later ones have; at most high.</summary>
    private static int First(int low, int high, Func<int, bool> has)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = has(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
