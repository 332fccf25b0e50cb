namespace FlexFunctions.Domain;

/// <summary>The id of an account: a customer, the tenant boundary (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct AccountId
{
    private AccountId(string value) => Value = value;

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static AccountId Of(string text) => new(Identifier.Checked(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
