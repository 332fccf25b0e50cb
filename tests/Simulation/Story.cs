using FlexFunctions.ReferenceModel;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The steps of a run and the parameters of its world.</summary>
/// <param name="Seed">The seed of the steps and of the faults.</param>
/// <param name="Options">SessionTimeout and Lateness.</param>
/// <param name="Instances">The number of instances.</param>
/// <param name="FaultOdds">The probability that a call has a fault.</param>
/// <param name="Steps">The steps in order of time.</param>
internal sealed record Story(
    int Seed,
    ReferenceOptions Options,
    int Instances,
    double FaultOdds,
    IReadOnlyList<Step> Steps
)
{
    /// <summary>The number of events: usage events, calls, timers, crashes and resubmissions.</summary>
    public int Events => Steps.Sum(step => step is Step.Send send ? send.Message.Events.Count : 1);
}
