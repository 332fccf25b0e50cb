namespace FlexFunctions.Domain;

/// <summary>The id of one session of use of a product (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct SessionId
{
    private SessionId(string value) => Value = value;

    /// <summary>The session of a mere question whether a product may be opened. No id can spell it.</summary>
    public static readonly SessionId Asked = new("~");

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>The id that a text spells.</summary>
    /// <exception cref="FormatException">It is no id.</exception>
    public static SessionId Of(string text) => new(Identifier.Checked(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
