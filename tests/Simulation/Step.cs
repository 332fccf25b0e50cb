using System.Globalization;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>One step of a story, at its instant of true time.</summary>
internal abstract record Step(int Number, DateTimeOffset At)
{
    /// <summary>Products send a message.</summary>
    public sealed record Send(int Number, DateTimeOffset At, SentMessage Message) : Step(Number, At)
    {
        public override string ToString() => $"{Time} send {string.Join(", ", Message.Events.Select(Told))}";
    }

    /// <summary>Somebody makes a call; an order is named by the key of its purchase.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="At">When.</param>
    /// <param name="Call">The call.</param>
    /// <param name="IsMadeTwice">True if it is made twice at once.</param>
    public sealed record Ask(int Number, DateTimeOffset At, AdminCall Call, bool IsMadeTwice) : Step(Number, At)
    {
        public override string ToString() =>
            $"{Time} {Call.Kind} {Call.Account}/{Call.Team}{Call.To} {Call.Key} {Call.Order} {Call.User} {Call.Product} "
            + $"{Call.Number} {Call.Status}";
    }

    /// <summary>A timer fires.</summary>
    public sealed record Tick(int Number, DateTimeOffset At, DeedKind Timer) : Step(Number, At)
    {
        public override string ToString() => $"{Time} timer {Timer}";
    }

    /// <summary>An instance is gone.</summary>
    public sealed record Crash(int Number, DateTimeOffset At) : Step(Number, At)
    {
        public override string ToString() => $"{Time} crash";
    }

    /// <summary>An operator sends all dead letters again.</summary>
    public sealed record Resubmit(int Number, DateTimeOffset At) : Step(Number, At)
    {
        public override string ToString() => $"{Time} resubmit";
    }

    private protected string Time => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Told(SentEvent sent) =>
        $"{sent.Kind} {sent.Account}/{sent.Team} {sent.User} {sent.Product} {sent.Session}{sent.Result} "
        + $"{sent.Time.UtcDateTime:MM-dd HH:mm} #{sent.Id}";
}
