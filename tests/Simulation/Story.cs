using FlexFunctions.ReferenceModel;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>What is sent, asked and done in a run, and in what world.</summary>
/// <param name="Seed">By which all of it was drawn, and all that goes wrong with it will be.</param>
/// <param name="Terms">SessionTimeout and Lateness.</param>
/// <param name="Instances">How many instances there are.</param>
/// <param name="FaultOdds">How often a call goes wrong.</param>
/// <param name="Steps">In the order of time.</param>
internal sealed record Story(
    int Seed,
    ReferenceOptions Terms,
    int Instances,
    double FaultOdds,
    IReadOnlyList<Step> Steps
)
{
    /// <summary>How many things happen: events that are sent, calls, timers and crashes.</summary>
    public int Events => Steps.Sum(step => step is Step.Send send ? send.Message.Events.Count : 1);
}
