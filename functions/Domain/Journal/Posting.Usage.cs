using System.Text.Json;
using static FlexFunctions.Domain.CanonicalValue;

namespace FlexFunctions.Domain;

/// <content>The lines about usage.</content>
public abstract partial record Posting
{
    /// <summary>A window of use was charged (R1).</summary>
    /// <param name="User">The user of the product.</param>
    /// <param name="Product">The product.</param>
    /// <param name="Charge">The window, its rate and its payments.</param>
    /// <param name="Event">The event that proved the use.</param>
    public sealed record Charged(UserId User, ProductId Product, WindowCharge Charge, EventRef Event) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "charged";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Charged, GrantUnit.Tokens, Charge.Rate);

        /// <inheritdoc/>
        public override Tokens Spent => Payment.Sum(Charge.Drawn);

        internal override GrantPool ApplyTo(GrantPool pool)
        {
            Payment.RequireSum($"window of {Charge.Window.Start:O}", Charge.Rate, Charge.Drawn, Charge.Carried);
            return pool.Pay(Charge.Drawn);
        }

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteUse(json, User, Product);
            WriteWindow(json, Charge.Window, Charge.Rate);
            WritePayments(json, "drawn", Charge.Drawn);
            WritePayments(json, "carried", Charge.Carried);
            WriteEvent(json, Event);
        }
    }

    /// <summary>A charge was reversed, because a late signal or a seat moved its window (R4, R8).</summary>
    /// <param name="User">The user of the product.</param>
    /// <param name="Product">The product.</param>
    /// <param name="Reversal">The window, its rate and where its payments went.</param>
    /// <param name="Event">The event that moved the window.</param>
    public sealed record Reversed(UserId User, ProductId Product, WindowReversal Reversal, EventRef Event) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "reversed";

        /// <inheritdoc/>
        public override Movement? Movement =>
            new(
                MovementKind.GivenBack,
                GrantUnit.Tokens,
                Payment.Sum(Reversal.GivenBack) + Payment.Sum(Reversal.Carried)
            );

        /// <inheritdoc/>
        public override Tokens Spent => Tokens.Zero - Payment.Sum(Reversal.GivenBack);

        internal override GrantPool ApplyTo(GrantPool pool)
        {
            Payment.RequireSum(
                $"window of {Reversal.Window.Start:O}",
                Reversal.Rate,
                Reversal.GivenBack,
                Reversal.Carried,
                Reversal.Lapsed
            );
            return pool.PayBack(Reversal.GivenBack);
        }

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteUse(json, User, Product);
            WriteWindow(json, Reversal.Window, Reversal.Rate);
            WritePayments(json, "givenBack", Reversal.GivenBack);
            WritePayments(json, "carried", Reversal.Carried);
            WritePayments(json, "lapsed", Reversal.Lapsed);
            WriteEvent(json, Event);
        }
    }

    /// <summary>A result was charged (R7).</summary>
    /// <param name="User">The user of the product.</param>
    /// <param name="Product">The product.</param>
    /// <param name="Charge">The result, its cost and its payments.</param>
    /// <param name="At">The event's own time.</param>
    /// <param name="Event">The event of the result.</param>
    public sealed record ResultCharged(
        UserId User,
        ProductId Product,
        ResultCharge Charge,
        DateTimeOffset At,
        EventRef Event
    ) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "result";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Charged, Charge.Unit, Charge.Cost);

        /// <inheritdoc/>
        public override Tokens Spent => Charge.Unit == GrantUnit.Tokens ? Payment.Sum(Charge.Drawn) : Tokens.Zero;

        internal override GrantPool ApplyTo(GrantPool pool)
        {
            Payment.RequireSum($"result '{Event.Id}'", Charge.Cost, Charge.Drawn);
            return pool.Pay(Charge.Drawn);
        }

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteUse(json, User, Product);
            json.WriteString("result", Charge.Result.Value);
            json.WriteNumber("quantity", Charge.Quantity);
            WriteInstant(json, "time", At);
            WriteUnit(json, Charge.Unit);
            WriteAmount(json, Charge.Cost);
            WritePayments(json, "drawn", Charge.Drawn);
            WriteEvent(json, Event);
        }
    }

    /// <summary>Use was denied (R9): a line of 0 tokens.</summary>
    /// <param name="User">The user who was denied.</param>
    /// <param name="Product">The product.</param>
    /// <param name="At">The event's own time.</param>
    /// <param name="Reason">The stable code.</param>
    /// <param name="Event">The event that was denied.</param>
    public sealed record Declined(UserId User, ProductId Product, DateTimeOffset At, string Reason, EventRef Event)
        : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "declined";

        /// <inheritdoc/>
        public override Movement? Movement => null;

        internal override GrantPool ApplyTo(GrantPool pool) => pool;

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteUse(json, User, Product);
            WriteInstant(json, "time", At);
            json.WriteString("reason", Reason);
            WriteEvent(json, Event);
        }
    }
}
