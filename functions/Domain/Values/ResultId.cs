namespace FlexFunctions.Domain;

/// <summary>The id of a kind of result of a product (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct ResultId
{
    private ResultId(string value) => Value = value;

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>The id that a text spells.</summary>
    /// <exception cref="FormatException">It is no id.</exception>
    public static ResultId Of(string text) => new(Identifier.Checked(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
