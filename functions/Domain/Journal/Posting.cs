using System.Text.Json;

namespace FlexFunctions.Domain;

/// <summary>
/// One immutable line of a team's journal. A mistake is corrected by another posting, never by an edit.
/// </summary>
/// <remarks>
/// A new kind needs a case here, its reading in <see cref="CanonicalPosting.Read"/>, and its form in the API. Everything
/// else follows from the abstract members.
/// </remarks>
public abstract partial record Posting
{
    private Posting() { }

    /// <summary>The name of the kind in the canonical journal; it never changes.</summary>
    public abstract string Kind { get; }

    /// <summary>The movement of tokens or credits (R18); null for a line of 0 tokens.</summary>
    public abstract Movement? Movement { get; }

    /// <summary>The tokens drawn from grants, less those given back to grants (R17). Cloud credits are not tokens.</summary>
    public virtual Tokens Spent => Tokens.Zero;

    /// <summary>True if the line brings tokens to the team, so that the balance after it is remembered (R17).</summary>
    public virtual bool BringsTokens => false;

    /// <summary>Returns the team's grants after the line.</summary>
    /// <exception cref="InvalidDataException">The line does not add up with itself or with the grants.</exception>
    internal abstract GrantPool ApplyTo(GrantPool pool);

    /// <summary>Writes the members of the canonical text, except the kind (<see cref="CanonicalJournal"/>).</summary>
    internal abstract void WriteTo(Utf8JsonWriter json);
}
