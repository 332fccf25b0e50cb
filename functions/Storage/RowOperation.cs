namespace FlexFunctions.Storage;

/// <summary>One write of a transaction, with its precondition.</summary>
public abstract record RowOperation
{
    private RowOperation() { }

    /// <summary>The key of the row that is written.</summary>
    public abstract string Key { get; }

    /// <summary>Writes a row that must not exist yet.</summary>
    public sealed record Insert(Row Row) : RowOperation
    {
        /// <inheritdoc/>
        public override string Key => Row.Key;
    }

    /// <summary>Writes a row whole (no property of its past stays) if it still has this entity tag.</summary>
    public sealed record Replace(Row Row, string ETag) : RowOperation
    {
        /// <inheritdoc/>
        public override string Key => Row.Key;
    }

    /// <summary>Removes a row if it still has this entity tag.</summary>
    public sealed record Delete(string RowKey, string ETag) : RowOperation
    {
        /// <inheritdoc/>
        public override string Key => RowKey;
    }
}
