namespace FlexFunctions.Domain.Tests.Model;

public enum SlowOutcome
{
    Counted,
    NothingNew,
    Denied,
    TooLate,
    InFuture,
}
