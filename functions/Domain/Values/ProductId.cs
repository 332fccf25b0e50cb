namespace FlexFunctions.Domain;

/// <summary>The id of one of the vendor's products (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct ProductId
{
    private ProductId(string value) => Value = value;

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>The id that a text spells.</summary>
    /// <exception cref="FormatException">It is no id.</exception>
    public static ProductId Of(string text) => new(Identifier.Checked(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
