namespace FlexFunctions.Storage;

/// <summary>That a user is assigned to a team: the row is there or not, one per user.</summary>
internal sealed record Assignment;

/// <summary>The row of an assigned user.</summary>
internal sealed class AssignmentFormat : RowFormat<Assignment>
{
    public static readonly AssignmentFormat Instance = new();

    private static readonly Assignment s_assigned = new();

    protected override void Write(Assignment value, Dictionary<string, object> properties) { }

    protected override Assignment Read(IReadOnlyDictionary<string, object> properties, long version) => s_assigned;
}
