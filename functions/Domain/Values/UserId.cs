namespace FlexFunctions.Domain;

/// <summary>The id of a user: opaque, and compared lower-cased (see <see cref="Identifier"/>).</summary>
public readonly record struct UserId
{
    private UserId(string value) => Value = value;

    /// <summary>The id as text, lower-cased.</summary>
    public string Value { get; }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
#pragma warning disable CA1308 // an id is ASCII, and lower case is how the contract compares users
    public static UserId Of(string text) => new(Identifier.Checked(text).ToLowerInvariant());
#pragma warning restore CA1308

    /// <inheritdoc/>
    public override string ToString() => Value;
}
