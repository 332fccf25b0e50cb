using CsCheck;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// A meter above its bounds beside full memory, which is the reference model's use of all signals that the meter accepted
/// (R5, Overload).
/// </summary>
public sealed class OverloadTests
{
    [Fact]
    public void Use_of_a_full_meter_is_part_of_full_memory() =>
        Sample(
            OverloadedStory.Funded,
            played =>
            {
                var full = played.Memory.Use;
                Assert.All(played.After.Use(played.Options), use => FullMemory.RequirePart(full, use));
            }
        );

    [Fact]
    public void Full_meter_never_charges_more_windows_than_full_memory() =>
        Sample(
            OverloadedStory.Funded,
            played =>
                Assert.InRange(
                    played.Team.ActiveChargesOf(played.Sent.User, played.Sent.Product).Count,
                    0,
                    ReferenceWindows.Starts(played.Memory.Use).Count
                )
        );

    [Fact]
    public void Charged_windows_always_follow_from_the_remembered_use() =>
        Sample(OverloadedStory.ShortOfTokens, played => played.RequireWindowsWith(played.After.Instants));

    [Fact]
    public void Thinning_moves_no_window() =>
        Sample(
            OverloadedStory.ShortOfTokens,
            played =>
            {
                if (played.AddsInstant)
                {
                    played.RequireWindowsWith(played.Before.Instants.Append(played.Signal.Time));
                }
            }
        );

    [Fact]
    public void Thinning_moves_no_window_later_while_signals_come_in_order() =>
        Sample(
            OverloadedStory.Funded.Select(InOrder),
            played =>
            {
                if (played.AddsInstant)
                {
                    played.Memory.LeftOut.Add(played.Signal.Time);
                }

                played.RequireWindowsWith(played.Memory.LeftOut);
            }
        );

    [Fact]
    public void Denied_signals_stay_denied() =>
        OverloadedStory.ShortOfTokens.Sample(
            story =>
            {
                var denied = story.Play().Where(played => played.Outcome is UsageOutcome.Denied).ToList();
                foreach (var played in denied)
                {
                    played.Team.Buy($"later{denied.IndexOf(played)}", 1_000, RateSchedule.Start);
                    var outcome = played.Team.Decide(played.Sent.AsEvent(1), played.Sent.Now);
                    Assert.IsNotType<UsageOutcome.Accepted>(outcome);
                }
            },
            iter: Iterations.Of(1_000),
            print: story => story.ToString()
        );

    [Fact]
    public void Size_of_a_meter_is_bounded_whatever_arrives() =>
        Sample(
            OverloadedStory.ShortOfTokens,
            played =>
            {
                var (meter, options) = (played.After, played.Options);
                var timeouts = (int)((options.Memory + MeteringOptions.ClockTolerance) / options.SessionTimeout) + 2;
                Assert.InRange(meter.SpanCount, 0, 2 * options.MaxSpans);
                Assert.InRange(meter.Sessions.Count(session => !session.Spans.IsEmpty), 0, options.MaxSpans);
                Assert.InRange(meter.Sessions.Sum(session => session.Denied.Count), 0, options.MaxDenied);
                Assert.InRange(meter.DeniedRanges.Length, 0, timeouts);
                Assert.InRange(meter.Instants.Length, 0, timeouts + meter.Windows.Length);
                Assert.DoesNotContain(meter.Sessions, session => session.IsEmpty);
            }
        );

    private static void Sample(Gen<OverloadedStory> stories, Action<PlayedSignal> check) =>
        stories.Sample(
            story =>
            {
                foreach (var played in story.Play())
                {
                    check(played);
                }
            },
            iter: Iterations.Of(1_000),
            print: story => story.ToString()
        );

    /// <summary>Returns the story without seats, with every signal sent at its own time.</summary>
    private static OverloadedStory InOrder(OverloadedStory story) =>
        story with
        {
            Story = story.Story with
            {
                Steps =
                [
                    .. story
                        .Story.Steps.OfType<Step.Sends>()
                        .Select(step => step.Sent)
                        .Select(sent => new Step.Sends(sent with { Time = sent.Now, EnqueuedAt = sent.Now })),
                ],
            },
        };
}
