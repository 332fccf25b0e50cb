using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Charges depend only on the set of signals (R4). The reference model computes the charges from the set. The product
/// decides the signals in another order, some of them several times.
/// </summary>
public sealed class ArrivalOrderTests
{
    private static readonly DateTimeOffset s_end = RateSchedule.Start.AddDays(40);

    private sealed record Arrivals(
        ReferenceOptions Options,
        GeneratedSignal[] Signals,
        GeneratedSignal[] Arriving,
        ReferenceInterval[] Seats
    )
    {
        public override string ToString() =>
            $"{Options}, seats {string.Join(' ', Seats)}{Step.Print(Arriving.Select(signal => new Step.Sends(signal)))}";
    }

    private sealed record Raw(int Who, int Session, int Kind, int Back, int Apart, int Delay);

    private static readonly Gen<Raw> s_raw = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 2],
        Gen.Int[0, 4],
        Gen.Int[0, 5],
        Gen.Int[0, 13],
        Gen.Int[0, 4],
        (who, session, kind, back, apart, delay) => new Raw(who, session, kind, back, apart, delay)
    );

    private static readonly Gen<Arrivals> s_arrivals = Gen.Select(Settings.Any, s_raw.Array[1, 40], Gen.Int[0, 3])
        .SelectMany(
            (options, raws, again) =>
            {
                var distinct = GenerateSignals(options, raws);
                var repeated = Enumerable.Repeat(distinct, again + 1).SelectMany(signals => signals).ToArray();
                return Gen.Shuffle(repeated, distinct.Length, repeated.Length)
                    .Select(shuffled => new Arrivals(
                        options,
                        distinct,
                        [.. shuffled, .. distinct.Except(shuffled)],
                        []
                    ));
            }
        );

    [Fact]
    public void Order_and_duplication_of_signals_do_not_change_the_result() =>
        s_arrivals.Sample(Check, iter: Iterations.Of(2_000), print: arrivals => arrivals.ToString());

    [Fact]
    public void Order_of_signals_around_earlier_seats_does_not_change_the_result() =>
        Gen.Select(s_arrivals, Gen.Int[0, 13].Array[2, 6], (arrivals, apart) => WithSeats(arrivals, apart))
            .Sample(Check, iter: Iterations.Of(2_000), print: arrivals => arrivals.ToString());

    /// <summary>Adds seats whose start and end are as far apart as signals.</summary>
    private static Arrivals WithSeats(Arrivals arrivals, int[] apart)
    {
        var (seats, clock) = (new List<ReferenceInterval>(), RateSchedule.Start.AddHours(8));
        for (var i = 0; i + 1 < apart.Length; i += 2)
        {
            var given = clock + Apart(apart[i], arrivals.Options);
            clock = given + Apart(apart[i + 1], arrivals.Options);
            seats.Add(new ReferenceInterval(given, clock));
        }

        return arrivals with
        {
            Seats = [.. seats],
        };
    }

    private static void Check(Arrivals arrivals)
    {
        var team = new Team(Settings.Of(arrivals.Options), RateSchedule.Card);
        const long bought = 1_000;
        team.Buy("o1", 3, RateSchedule.Start)
            .Buy("o2", 11, RateSchedule.Start)
            .Buy("o3", bought - 14, RateSchedule.Start);
        foreach (var (from, to) in arrivals.Seats)
        {
            team.GiveSeat(from, "ann").TakeSeat(to, "ann");
            team.GiveSeat(from, "tom", "maya").TakeSeat(to, "tom", "maya");
        }

        foreach (var signal in arrivals.Arriving)
        {
            var outcome = team.Decide(signal.AsEvent(1), s_end);
            Assert.True(outcome is UsageOutcome.Accepted or UsageOutcome.Duplicate, outcome.ToString());
        }

        var spent = 0L;
        foreach (
            var meter in arrivals.Signals.GroupBy(signal => (User: signal.User.ToUpperInvariant(), signal.Product))
        )
        {
            var use = ReferenceSeats.Uncovered(
                ReferenceUse.Of(meter.Select(signal => signal.Signal), [], arrivals.Options),
                [.. arrivals.Seats]
            );
            var windows = ReferenceWindows
                .Starts(use)
                .ConvertAll(start => (start, RateSchedule.Of(meter.Key.Product, start)));
            Assert.Equal(
                windows,
                team.ActiveChargesOf(meter.Key.User, meter.Key.Product)
                    .Select(charge => (charge.Window.Start, charge.Rate.Thousandths / 1000))
            );
            spent += windows.Sum(window => window.Item2);
        }

        Assert.Equal(bought - spent, team.UsableAt(s_end));
    }

    /// <summary>
    /// Generates signals within the lateness plus 24 hours, which a meter accepts in any order. Each is enqueued
    /// between its own time and the lateness after it.
    /// </summary>
    private static GeneratedSignal[] GenerateSignals(ReferenceOptions options, Raw[] raws)
    {
        var (start, span) = (RateSchedule.Start.AddHours(8), options.Lateness + ReferenceOptions.Day);
        var (times, signals) = (new List<DateTimeOffset> { start }, new List<GeneratedSignal>());
        foreach (var raw in raws)
        {
            var near = times[^(1 + (raw.Back % times.Count))];
            var time = near + Apart(raw.Apart, options);
            time = time > start + span ? start + ((time - start) / 3) : time;
            time = time > start + span ? start : time;
            times.Add(time);
            var latest = time + options.Lateness < start + span ? time + options.Lateness : start + span;
            var enqueuedAt = time + ((latest - time) * (raw.Delay / 4.0));
            var (user, product) = raw.Who switch
            {
                0 => ("Tom", "maya"),
                1 => ("tom", "maya"),
                _ => ("ann", "autocad"),
            };
            var kind = raw.Kind switch
            {
                0 or 1 => ReferenceKind.Opened,
                2 => ReferenceKind.Heartbeat,
                _ => ReferenceKind.Closed,
            };
            signals.Add(new GeneratedSignal(user, product, $"s{raw.Session}", kind, time, enqueuedAt, s_end));
        }

        return [.. signals];
    }

    private static TimeSpan Apart(int choice, ReferenceOptions options) =>
        choice switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromMinutes(5),
            2 or 3 => options.Timeout,
            4 => options.Timeout + When.Tick,
            5 => options.Timeout + TimeSpan.FromMinutes(5),
            6 => TimeSpan.FromHours(8),
            7 or 8 => ReferenceOptions.Day,
            9 => ReferenceOptions.Day - TimeSpan.FromMinutes(5),
            10 => ReferenceOptions.Day - When.Tick,
            11 => options.Lateness,
            12 => options.Lateness + When.Tick,
            _ => ReferenceOptions.Day * 2,
        };
}
