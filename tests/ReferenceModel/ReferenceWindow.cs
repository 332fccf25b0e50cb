using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>A window that is charged.</summary>
public sealed record ReferenceWindow(DateTimeOffset Start, long Rate, ImmutableList<ReferencePayment> Payments);

/// <summary>A window that a settlement charges. Its payments are carried over from reversed windows or drawn.</summary>
public sealed record ReferenceCharge(
    ReferenceWindow Window,
    ImmutableList<ReferencePayment> Carried,
    ImmutableList<ReferencePayment> Drawn
);

/// <summary>A window that a settlement reverses, and where its payments go.</summary>
public sealed record ReferenceReversal(ReferenceWindow Window)
{
    public List<ReferencePayment> Carried { get; } = [];
    public List<ReferencePayment> GivenBack { get; } = [];
    public List<ReferencePayment> Lapsed { get; } = [];
}
