namespace FlexFunctions.Domain;

/// <summary>The id of a team of an account (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct TeamId
{
    private TeamId(string value) => Value = value;

    /// <summary>
    /// The pseudo-team of orders that are not assigned to a team yet (R15). It is not a valid id, so no team can have it.
    /// </summary>
    public static readonly TeamId Unassigned = new("~");

    /// <summary>Compares team ids by ordinal.</summary>
    public static readonly IComparer<TeamId> ByText = Comparer<TeamId>.Create(
        (left, right) => string.CompareOrdinal(left.Value, right.Value)
    );

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static TeamId Of(string text) => new(Identifier.Checked(text));

    /// <summary>Parses a stored id: a team's, or <see cref="Unassigned"/>.</summary>
    public static TeamId Stored(string text) => text == Unassigned.Value ? Unassigned : Of(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
