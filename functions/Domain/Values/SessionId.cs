namespace FlexFunctions.Domain;

/// <summary>The id of one session of use of a product (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct SessionId
{
    private SessionId(string value) => Value = value;

    /// <summary>The session of an access check. It is not a valid id, so no event can have it.</summary>
    public static readonly SessionId Asked = new("~");

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static SessionId Of(string text) => new(Identifier.Checked(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
