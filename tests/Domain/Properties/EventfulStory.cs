using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Generates stories with more than signals: seats, policies, results, cloud credits, purchases, moves, returns and
/// overdue invoices, in up to two teams. These steps use the current time of the story, so they often coincide with a
/// signal.
/// </summary>
public static class EventfulStory
{
    private sealed record Raw(int Place, int Kind, int A, int B, int C);

    private static readonly Gen<Raw> s_raw = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 19],
        Gen.Int[0, 11],
        Gen.Int[0, 11],
        Gen.Int[0, 11],
        (place, kind, a, b, c) => new Raw(place, kind, a, b, c)
    );

    /// <summary>Generates a story with additional steps, up to a maximum number.</summary>
    public static Gen<Story> Of(Gen<Story> plain, int further) =>
        Gen.Select(plain, s_raw.Array[1, further], Gen.Bool, Build);

    private static Story Build(Story plain, Raw[] raws, bool inTwoTeams)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var clock = RateSchedule.Start.AddHours(8);
        for (var i = 0; i < plain.Steps.Length; i++)
        {
            var step = plain.Steps[i];
            clock = step is Step.Sends { Sent.Now: var now } && now > clock ? now : clock;
            step = step is Step.Buys buys ? buys with { ByInvoice = i % 2 == 0 } : step;
            steps.Add(inTwoTeams && i % 2 == 1 ? InBuild(step) : step);
            foreach (var raw in raws.Where(raw => raw.Place * plain.Steps.Length / 100 == i))
            {
                steps.Add(Further(raw, steps.Count, clock, plain.Options, inTwoTeams));
            }
        }

        return plain with
        {
            Steps = steps.ToImmutable(),
        };
    }

    private static Step InBuild(Step step) =>
        step switch
        {
            Step.Buys buys => buys with { Team = "build" },
            Step.Sends { Sent: var sent } => new Step.Sends(sent with { Team = "build" }),
            _ => step,
        };

    private static Step Further(Raw raw, int number, DateTimeOffset clock, ReferenceOptions options, bool inTwoTeams)
    {
        var team = inTwoTeams && raw.C % 2 == 1 ? "build" : "design";
        var (user, product) = raw.A < 8 ? ("ann", "autocad") : ("tom", "maya");
        var order = $"o{1 + (raw.B % 4)}";
        return raw.Kind switch
        {
            < 6 => new Step.TurnsSeat(team, user, product, clock),
            < 9 => new Step.Makes(
                team,
                $"r{raw.B % 6}",
                user,
                product,
                1 + (raw.C % 4),
                clock - Back(raw.B, options),
                clock
            ),
            9 => new Step.GetsCredits(
                team,
                $"c{number}",
                1 + raw.A,
                raw.B < 6 ? clock.AddHours(raw.B) : clock.AddYears(1),
                clock
            ),
            < 12 => new Step.Allows(team, null, null, clock),
            12 => new Step.Allows(team, ["Tom"], null, clock),
            13 => new Step.Allows(team, raw.B < 6 ? null : [], ["maya"], clock),
            14 => new Step.Buys($"x{number}", 1 + raw.A, clock, team, raw.B < 8),
            15 => new Step.Invoices(order, InvoiceStatus.Overdue, clock),
            16 => new Step.Invoices(order, raw.A < 8 ? InvoiceStatus.Paid : InvoiceStatus.Void, clock),
            17 => new Step.Returns(order, clock),
            _ => new Step.Moves(order, team, clock),
        };
    }

    private static TimeSpan Back(int choice, ReferenceOptions options) =>
        choice switch
        {
            < 4 => TimeSpan.Zero,
            4 => TimeSpan.FromMinutes(-5),
            5 => TimeSpan.FromMinutes(-10),
            6 or 7 => options.Lateness,
            8 => options.Lateness + TimeSpan.FromMinutes(5),
            9 => TimeSpan.FromHours(24) < options.Lateness ? TimeSpan.FromHours(24) : options.Lateness,
            _ => TimeSpan.FromMinutes(5),
        };
}
