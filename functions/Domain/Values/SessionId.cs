namespace FlexFunctions.Domain;

/// <summary>The id of one session of use of a product (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct SessionId
{
    private SessionId(string value) => Value = value;

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>The id that a text spells.</summary>
    /// <exception cref="FormatException">It is no id.</exception>
    public static SessionId Of(string text) => new(Identifier.Checked(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
