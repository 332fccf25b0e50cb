namespace FlexFunctions.Domain;

/// <summary>The id of a team of an account (case-sensitive; see <see cref="Identifier"/>).</summary>
public readonly record struct TeamId
{
    private TeamId(string value) => Value = value;

    /// <summary>
    /// The pseudo-team that holds the orders of an account which no team has yet (R15). No id can spell it, so nobody
    /// can name it.
    /// </summary>
    public static readonly TeamId Unassigned = new("~");

    /// <summary>Teams in the order of their ids, by ordinal.</summary>
    public static readonly IComparer<TeamId> ByText = Comparer<TeamId>.Create(
        (left, right) => string.CompareOrdinal(left.Value, right.Value)
    );

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>The id that a text spells.</summary>
    /// <exception cref="FormatException">It is no id.</exception>
    public static TeamId Of(string text) => new(Identifier.Checked(text));

    /// <summary>The id that a stored row spells: a team's, or <see cref="Unassigned"/>.</summary>
    public static TeamId Stored(string text) => text == Unassigned.Value ? Unassigned : Of(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
