namespace FlexFunctions.Domain;

/// <summary>The ways in which a team's tokens or credits come and go; those that come balance those that go (R18).</summary>
public enum Flow
{
    /// <summary>Bought, or granted.</summary>
    Bought,

    /// <summary>Moved in from another team.</summary>
    MovedIn,

    /// <summary>Given back, or carried to the charge of a moved window, by a reversal.</summary>
    GivenBack,

    /// <summary>Charged.</summary>
    Charged,

    /// <summary>Expired unspent.</summary>
    Expired,

    /// <summary>Returned.</summary>
    Returned,

    /// <summary>Taken back with a withdrawn invoice.</summary>
    Voided,

    /// <summary>Moved out to another team.</summary>
    MovedOut,
}
