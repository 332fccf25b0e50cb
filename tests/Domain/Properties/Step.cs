using System.Globalization;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A step of a generated story.</summary>
public abstract record Step
{
    private Step() { }

    public sealed record Buys(
        string Order,
        long Tokens,
        DateTimeOffset At,
        string Team = "design",
        bool ByInvoice = false
    ) : Step
    {
        public override string ToString() =>
            $"{Short(At)} {Team} buys {Order}: {Tokens}{(ByInvoice ? " by invoice" : "")}";
    }

    /// <summary>Takes the seat of the user, or gives one if the user has none.</summary>
    public sealed record TurnsSeat(string Team, string User, string Product, DateTimeOffset At) : Step
    {
        public override string ToString() => $"{Short(At)} {Team} gives or takes the seat of {User} {Product}";
    }

    /// <summary>Changes which users may open which products; null allows all.</summary>
    public sealed record Allows(string Team, string[]? Users, string[]? Products, DateTimeOffset At) : Step
    {
        public override string ToString() => $"{Short(At)} {Team} allows {Of(Users)} {Of(Products)}";

        private static string Of(string[]? names) => names is null ? "all" : $"[{string.Join(' ', names)}]";
    }

    public sealed record Makes(
        string Team,
        string Id,
        string User,
        string Product,
        long Quantity,
        DateTimeOffset Time,
        DateTimeOffset At
    ) : Step
    {
        public override string ToString() =>
            $"{Short(At)} {Team} makes {Id}: {Quantity} of {User} {Product} of {Short(Time)}";
    }

    public sealed record GetsCredits(string Team, string Grant, long Credits, DateTimeOffset Expires, DateTimeOffset At)
        : Step
    {
        public override string ToString() => $"{Short(At)} {Team} gets {Credits} credits until {Short(Expires)}";
    }

    public sealed record Invoices(string Order, InvoiceStatus Status, DateTimeOffset At) : Step
    {
        public override string ToString() => $"{Short(At)} invoice of {Order} becomes {Status}";
    }

    public sealed record Returns(string Order, DateTimeOffset At) : Step
    {
        public override string ToString() => $"{Short(At)} returns {Order}";
    }

    public sealed record Moves(string Order, string Team, DateTimeOffset At) : Step
    {
        public override string ToString() => $"{Short(At)} moves {Order} to {Team}";
    }

    public sealed record Sends(GeneratedSignal Sent) : Step
    {
        public override string ToString() =>
            $"{Short(Sent.EnqueuedAt)} {Sent.Team} receives {Sent.User} {Sent.Product} {Sent.Session} {Sent.Kind} of {Short(Sent.Time)}";
    }

    public static string Print(IEnumerable<Step> steps) => string.Join(Environment.NewLine, steps.Prepend(null));

    private static string Short(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
