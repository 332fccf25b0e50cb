using FlexFunctions.Domain;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>A story with expectations.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Terms">The settings it is played with.</param>
/// <param name="Steps">What happens, in order.</param>
internal sealed record Scenario(string Name, MeteringOptions Terms, IReadOnlyList<ScenarioStep> Steps);
