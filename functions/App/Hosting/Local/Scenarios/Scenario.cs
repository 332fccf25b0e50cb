using FlexFunctions.Domain;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>A scenario: steps and expectations.</summary>
/// <param name="Name">The name.</param>
/// <param name="Terms">The metering options.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record Scenario(string Name, MeteringOptions Terms, IReadOnlyList<ScenarioStep> Steps);
