namespace FlexFunctions.ReferenceModel;

public enum ReferenceOutcome
{
    Counted,
    Duplicate,

    /// <summary>Denied, for it can not be paid.</summary>
    Denied,
    DeniedOverdue,
    DeniedUser,
    DeniedProduct,
    TooLate,
    InFuture,
}
