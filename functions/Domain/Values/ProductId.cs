using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The id of one of the vendor's products (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct ProductId
{
    private static readonly IComparer<ProductId> s_byText = Comparer<ProductId>.Create(
        (left, right) => string.CompareOrdinal(left.Value, right.Value)
    );

    private ProductId(string value) => Value = value;

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static ProductId Of(string text) => new(Identifier.Checked(text));

    /// <summary>Creates a set of products, ordered by ordinal.</summary>
    public static ImmutableSortedSet<ProductId> SetOf(IEnumerable<ProductId> products) =>
        products.ToImmutableSortedSet(s_byText);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
