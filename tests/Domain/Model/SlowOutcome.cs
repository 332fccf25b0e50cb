namespace FlexFunctions.Domain.Tests.Model;

public enum SlowOutcome
{
    Counted,
    NothingNew,

    /// <summary>Denied, for it can not be paid.</summary>
    Denied,
    DeniedOverdue,
    DeniedUser,
    DeniedProduct,
    TooLate,
    InFuture,
}
