namespace FlexFunctions.Domain;

/// <summary>The kinds of movement of a team's tokens or cloud credits; what comes in balances what goes out (R18).</summary>
public enum MovementKind
{
    /// <summary>In: bought, or granted.</summary>
    Bought,

    /// <summary>In: moved from another team.</summary>
    MovedIn,

    /// <summary>In: given back by a reversal, or carried to the charge of a moved window.</summary>
    GivenBack,

    /// <summary>Out: charged.</summary>
    Charged,

    /// <summary>Out: expired unspent.</summary>
    Expired,

    /// <summary>Out: returned.</summary>
    Returned,

    /// <summary>Out: taken back with a void invoice.</summary>
    Voided,

    /// <summary>Out: moved to another team.</summary>
    MovedOut,
}
