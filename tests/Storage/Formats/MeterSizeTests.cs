using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>The size of the row of a meter.</summary>
public sealed class MeterSizeTests
{
    private static readonly MeteringOptions s_options = MeteringOptions.Default;
    private static readonly DateTimeOffset s_end = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero).AddTicks(
        -1
    );
    private static readonly DateTimeOffset s_before = s_end - s_options.Memory;

    [Fact]
    public void Unused_and_largest_meter_are_not_larger_than_estimated()
    {
        Assert.InRange(Bytes(Meter.Unused), 1, MeterSize.Estimate(Meter.Unused));
        var largest = Largest(payments: 7);
        Assert.InRange(Bytes(largest), MeterSize.Estimate(largest) * 3 / 4, MeterSize.Estimate(largest));
    }

    /// <summary>Ids have 128 characters, times have 14 digits, and each window was paid by as many orders as there can be.</summary>
    [Fact]
    public void Row_and_commit_can_hold_the_largest_meter()
    {
        var row = MeterFormat.Instance.Write("key", Largest(payments: 64));
        RowLimits.CheckCommit("Ledger", "acme", [new RowOperation.Insert(row)]);
        Assert.InRange(MeterSize.Estimate(Largest(payments: 64)), 0, CommitBudget.MaxMeter);
        Stored.RoundTrip(MeterFormat.Instance, Largest(payments: 64));
    }

    private static int Bytes(Meter meter) =>
        MeterFormat.Instance.Write("key", meter).Properties.Values.OfType<byte[]>().Sum(part => part.Length);

    /// <summary>Returns a meter at all its bounds (R5, R8).</summary>
    private static Meter Largest(int payments) =>
        new(
            [.. Enumerable.Range(0, s_options.MaxSpans + s_options.MaxDenied).Select(Session)],
            [.. Enumerable.Range(0, 17).Select(day => Window(day, payments))],
            s_before,
            s_before,
            [.. Enumerable.Range(0, 17).Select(day => s_before.AddDays(day))],
            [
                .. Enumerable
                    .Range(0, s_options.MaxSeatChanges / 2)
                    .Select(change => new SeatTime(s_end.AddTicks(2 * change), s_end.AddTicks((2 * change) + 1))),
            ]
        )
        {
            Instants = [.. Enumerable.Range(0, 1_460).Select(index => s_end.AddTicks(index))],
            LeftOut = new TimeRange(s_before, s_end),
            DeniedRanges =
            [
                .. Enumerable
                    .Range(0, 770)
                    .Select(index => new DeniedRange(
                        new TimeRange(s_end.AddTicks(index), s_end.AddTicks(index)),
                        RejectionCode.InsufficientTokens
                    )),
            ],
        };

    private static SessionActivity Session(int number)
    {
        var id = SessionId.Of(number.ToString(CultureInfo.InvariantCulture).PadLeft(Identifier.MaxLength, '+'));
        var left = SessionActivity.Unseen(id) with { LeftOut = new TimeRange(s_end, s_end) };
        if (number >= s_options.MaxSpans)
        {
            return left.WithDenied(new DeniedSignal(s_end, SignalKinds.Opened, RejectionCode.InsufficientTokens));
        }

        var span = ActivitySpan
            .Of(SignalKinds.Closed, s_before)
            .Then(ActivitySpan.Of(SignalKinds.Opened | SignalKinds.Closed, s_end));
        return left with { Spans = [span, span] };
    }

    private static ChargedWindow Window(int day, int payments)
    {
        var grant = new GrantKey(s_end, Tokens.Whole(1_000_000), OrderId.Of(new string('o', 36)));
        return new ChargedWindow(
            new ChargeWindow(s_before.AddDays(day)),
            Tokens.Whole(payments),
            [.. Enumerable.Repeat(new Payment(grant, Tokens.Whole(1)), payments)]
        );
    }
}
