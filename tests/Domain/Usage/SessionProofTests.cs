using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The proof of a session by itself: where it is cut, and what it forgets (R5, R9).</summary>
public sealed class SessionProofTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_lateness = TimeSpan.FromDays(7);

    [Fact]
    public void A_cut_at_a_run_of_that_instant_alone_goes_before_it()
    {
        var opened = Run.Of(SignKinds.Opened, Monday("08:00"));
        Assert.Equal(
            [Run.Cut(Monday("08:00")), opened],
            Of(opened).WithCut(Monday("08:00"), s_timeout).Runs.AsEnumerable()
        );
    }

    [Fact]
    public void A_cut_at_the_end_of_a_longer_run_ends_it()
    {
        var run = Beats("08:00", "08:10");
        Assert.Equal(
            [run with { AtLast = SignKinds.Heartbeat | SignKinds.Closed, CutFollows = true }],
            Of(run).WithCut(Monday("08:10"), s_timeout).Runs.AsEnumerable()
        );
    }

    [Fact]
    public void One_run_of_several_around_an_instant_is_enough()
    {
        var proof = Of(Beats("08:00", "08:10"), Beats("09:00", "09:10"));
        Assert.True(proof.HasRunAround(Monday("08:05")));
        Assert.True(proof.HasRunAround(Monday("09:05")));
        Assert.False(proof.HasRunAround(Monday("08:30")));
    }

    [Fact]
    public void Denied_signs_are_forgotten_from_the_oldest_on()
    {
        var proof = Of().WithDenied(Denied("10:00")).WithDenied(Denied("08:00")).WithDenied(Denied("09:00"));
        Assert.Equal(
            [Denied("09:00"), Denied("10:00")],
            proof.Forget(Monday("00:00"), Monday("09:00"), s_lateness).Denied.AsEnumerable()
        );
    }

    [Fact]
    public void A_proof_of_which_nothing_is_forgotten_is_the_same()
    {
        var proof = Of(Beats("08:00", "08:10")).WithDenied(Denied("09:00"));
        Assert.Same(proof, proof.Forget(Monday("08:10"), Monday("09:00"), s_lateness));
    }

    [Fact]
    public void An_opened_is_remembered_while_its_closed_lies_after_what_is_forgotten()
    {
        var (opened, closed) = (Run.Of(SignKinds.Opened, Monday("08:00")), Run.Of(SignKinds.Closed, Monday("12:00")));
        var proof = Of(opened, closed);
        Assert.Same(proof, proof.Forget(Monday("12:00") - Tick, Monday("00:00"), s_lateness));
        Assert.Equal([closed], proof.Forget(Monday("12:00"), Monday("00:00"), s_lateness).Runs.AsEnumerable());
    }

    private static SessionProof Of(params Run[] runs) =>
        SessionProof.Unseen(SessionId.Of("s1")) with
        {
            Runs = [.. runs],
        };

    private static Run Beats(string first, string last) =>
        new(Monday(first), SignKinds.Heartbeat, Monday(last), SignKinds.Heartbeat, Monday(first), CutFollows: false);

    private static DeniedSign Denied(string clock) => new(Monday(clock), SignKinds.Opened, "why");
}
