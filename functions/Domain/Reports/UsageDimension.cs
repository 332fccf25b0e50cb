namespace FlexFunctions.Domain;

/// <summary>What the rows of a usage report are grouped by (R20).</summary>
public enum UsageDimension
{
    /// <summary>The day in the report's time zone: of the start of a window, of the time of a result.</summary>
    Day,

    /// <summary>The user.</summary>
    User,

    /// <summary>The product.</summary>
    Product,

    /// <summary>The team.</summary>
    Team,
}
