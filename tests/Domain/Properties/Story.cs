using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Generates stories in order of arrival. The distance of a signal from an earlier one is a limit of the rules (the
/// timeout, 24 hours, the lateness), or a little more or less. Signals exactly at a limit are therefore common.
/// </summary>
public sealed record Story(ReferenceOptions Options, ImmutableArray<Step> Steps)
{
    private sealed record Raw(
        int Who,
        int Session,
        int Kind,
        int Advance,
        int From,
        int Apart,
        int Signal,
        int Resubmitted,
        int Purchase
    );

    private static readonly Gen<Raw> s_raw = Gen.Select(
        Gen.Select(
            Gen.Int[0, 3],
            Gen.Frequency((5, Gen.Const(0)), (2, Gen.Const(1)), (1, Gen.Const(2))),
            Gen.Int[0, 9]
        ),
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 9], Gen.Int[0, 13], Gen.Int[0, 2]),
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 99]),
        (a, b, c) => new Raw(a.Item1, a.Item2, a.Item3, b.Item1, b.Item2, b.Item3, b.Item4, c.Item1, c.Item2)
    );

    /// <summary>Generates stories of a team with more tokens than it can use.</summary>
    public static Gen<Story> Funded(Gen<ReferenceOptions> options, int steps) =>
        Gen.Select(options, s_raw.Array[1, steps])
            .Select((settings, raws) => Build(settings, raws, opening: 900_000, 0, TimeSpan.MaxValue));

    /// <summary>
    /// Generates stories of a team that never has enough tokens and sometimes buys a few.
    /// </summary>
    public static Gen<Story> ShortOfTokens(Gen<ReferenceOptions> options, int steps) =>
        Gen.Select(options, s_raw.Array[1, steps], Gen.Int[0, 30], Gen.Int[0, 12])
            .Select((settings, raws, opening, percent) => Build(settings, raws, opening, percent, TimeSpan.MaxValue));

    /// <summary>
    /// Generates stories, funded or short of tokens, that are too short for a meter to forget anything (R5).
    /// </summary>
    public static Gen<Story> WithinMemory(Gen<ReferenceOptions> options, int steps) =>
        Gen.Select(options, s_raw.Array[1, steps], Gen.OneOf(Gen.Int[0, 30], Gen.Const(900)), Gen.Int[0, 12])
            .Select(
                (settings, raws, opening, percent) =>
                    Build(settings, raws, opening, percent, settings.Lateness - TimeSpan.FromHours(1))
            );

    public override string ToString() => $"{Options}{Step.Print(Steps)}";

    private static Story Build(
        ReferenceOptions options,
        Raw[] raws,
        int opening,
        int purchasesInHundred,
        TimeSpan atMost
    )
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var clock = RateSchedule.Start.AddHours(8);
        var orders = 0;
        if (opening > 0)
        {
            // Bought a year ago, so that half of the tokens expires during the story.
            Buy(Math.Max(1, opening / 2), clock.AddDays(3).AddYears(-1));
            Buy(Math.Max(1, opening / 2), clock);
        }

        var earlier = new List<(string Session, DateTimeOffset Time)>();
        foreach (var raw in raws)
        {
            var advance = Advance(raw.Advance, options);
            clock += advance <= atMost ? advance : TimeSpan.Zero;
            atMost -= advance <= atMost ? advance : TimeSpan.Zero;
            if (raw.Purchase < purchasesInHundred)
            {
                Buy(1 + (raw.Apart * 2), clock);
                continue;
            }

            steps.Add(new Step.Sends(GenerateSignal(raw, options, clock, earlier)));
        }

        return new Story(options, steps.ToImmutable());

        void Buy(long tokens, DateTimeOffset at) => steps.Add(new Step.Buys($"o{++orders}", tokens, at));
    }

    private static GeneratedSignal GenerateSignal(
        Raw raw,
        ReferenceOptions options,
        DateTimeOffset clock,
        List<(string Session, DateTimeOffset Time)> earlier
    )
    {
        var (user, product) = raw.Who switch
        {
            3 => ("Tom", "maya"),
            2 => ("tom", "maya"),
            _ => ("ann", "autocad"),
        };
        var session = $"s{raw.Session}";
        var enqueuedAt = raw.Resubmitted switch
        {
            0 => clock - TimeSpan.FromHours(24),
            1 => clock - TimeSpan.FromHours(25),
            _ => clock,
        };
        var time = enqueuedAt;
        if (raw.From < 8 && earlier.Count > 0)
        {
            var near = earlier[^(1 + (raw.From % Math.Min(4, earlier.Count)))];
            session = raw.Session == 2 ? session : near.Session;
            var apart = Apart(raw.Apart, options);
            time = raw.Signal == 0 ? near.Time - apart : near.Time + apart;
        }
        else if (raw.From == 8)
        {
            time = enqueuedAt - Apart(raw.Apart, options);
        }

        // Most signals are within the time limits of R5, some are just outside.
        if (raw.Kind != 9)
        {
            time = time > clock + ReferenceOptions.Future ? enqueuedAt : time;
            time = time < enqueuedAt - options.Lateness ? enqueuedAt - options.Lateness : time;
        }

        earlier.Add((session, time));
        var kind = raw.Kind switch
        {
            < 3 => ReferenceKind.Opened,
            < 7 => ReferenceKind.Heartbeat,
            _ => ReferenceKind.Closed,
        };
        return new GeneratedSignal(user, product, session, kind, time, enqueuedAt, clock);
    }

    private static TimeSpan Advance(int choice, ReferenceOptions options) =>
        choice switch
        {
            < 8 => TimeSpan.Zero,
            < 12 => TimeSpan.FromMinutes(5),
            < 14 => options.Timeout,
            14 => TimeSpan.FromHours(8),
            15 => TimeSpan.FromHours(24),
            16 => TimeSpan.FromDays(3),
            17 => options.Lateness,
            18 => TimeSpan.FromHours(1),
            _ => options.Lateness + options.Lateness + TimeSpan.FromHours(24),
        };

    private static TimeSpan Apart(int choice, ReferenceOptions options) =>
        choice switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromMinutes(5),
            2 or 3 => options.Timeout,
            4 => options.Timeout - TimeSpan.FromMinutes(5),
            5 => options.Timeout + TimeSpan.FromMinutes(5),
            6 => TimeSpan.FromHours(8),
            7 or 8 => TimeSpan.FromHours(24),
            9 => TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5),
            10 => TimeSpan.FromHours(48),
            11 => options.Lateness,
            12 => options.Lateness + TimeSpan.FromMinutes(5),
            _ => options.Lateness - TimeSpan.FromHours(24) > TimeSpan.Zero
                ? options.Lateness - TimeSpan.FromHours(24)
                : TimeSpan.FromMinutes(10),
        };
}
