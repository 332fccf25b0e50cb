using System.Globalization;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>One step of a story, at an instant of true time.</summary>
internal abstract record Step(int Number, DateTimeOffset At)
{
    /// <summary>A product sends a message.</summary>
    public sealed record Send(int Number, DateTimeOffset At, SentMessage Message) : Step(Number, At)
    {
        public override string ToString() =>
            $"{Time} send {Message.Flaw} {Message.FirstEnqueued:O} {string.Join(", ", Message.Events.Select(Describe))}";
    }

    /// <summary>A client makes an API call. The call names an order by the key of its purchase.</summary>
    /// <param name="Number">The number of the step.</param>
    /// <param name="At">The instant.</param>
    /// <param name="Call">The call.</param>
    /// <param name="IsMadeTwice">True if the call is made twice at the same time.</param>
    public sealed record Ask(int Number, DateTimeOffset At, AdminCall Call, bool IsMadeTwice) : Step(Number, At)
    {
        public override string ToString() =>
            $"{Time} {Call.Kind} {Call.Account}/{Call.Team}{Call.To} {Call.Key} {Call.Order} {Call.User} {Call.Product} "
            + $"{Call.Number} {Call.Status} {(Call.AtBoundary ? "at a boundary" : "")}";
    }

    /// <summary>A timer fires.</summary>
    public sealed record Tick(int Number, DateTimeOffset At, OperationKind Timer) : Step(Number, At)
    {
        public override string ToString() => $"{Time} timer {Timer}";
    }

    /// <summary>An instance crashes.</summary>
    public sealed record Crash(int Number, DateTimeOffset At) : Step(Number, At)
    {
        public override string ToString() => $"{Time} crash";
    }

    /// <summary>An operator resubmits all dead letters.</summary>
    public sealed record Resubmit(int Number, DateTimeOffset At) : Step(Number, At)
    {
        public override string ToString() => $"{Time} resubmit";
    }

    /// <summary>Clients make calls about the same money at the same instant, at one instance.</summary>
    /// <param name="Number">The number of the step.</param>
    /// <param name="At">The instant.</param>
    /// <param name="Calls">The calls.</param>
    public sealed record Rush(int Number, DateTimeOffset At, IReadOnlyList<AdminCall> Calls) : Step(Number, At)
    {
        public override string ToString() =>
            $"{Time} rush of {Calls.Count}: {Calls[0].Kind} {Calls[0].Account}/{Calls[0].To}";
    }

    /// <summary>The row of a meter is damaged for a while: reading it fails in a way that nobody expected.</summary>
    /// <param name="Number">The number of the step.</param>
    /// <param name="At">The instant.</param>
    /// <param name="Account">The account.</param>
    /// <param name="Meter">The key of the row.</param>
    /// <param name="For">How long it stays damaged.</param>
    public sealed record Damage(int Number, DateTimeOffset At, string Account, string Meter, TimeSpan For)
        : Step(Number, At)
    {
        public override string ToString() => $"{Time} damage {Account}/{Meter} for {For}";
    }

    /// <summary>The store is down: every call to it fails.</summary>
    /// <param name="Number">The number of the step.</param>
    /// <param name="At">The instant.</param>
    /// <param name="For">How long it is down.</param>
    public sealed record Outage(int Number, DateTimeOffset At, TimeSpan For) : Step(Number, At)
    {
        public override string ToString() => $"{Time} outage for {For}";
    }

    private protected string Time => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Describe(SentEvent sent) =>
        $"{sent.Flaw} {sent.Kind} {sent.Account}/{sent.Team} {sent.User} {sent.Product} {sent.Session}{sent.Result} "
        + $"{sent.Time.UtcDateTime:MM-dd HH:mm} #{sent.Id}";
}
