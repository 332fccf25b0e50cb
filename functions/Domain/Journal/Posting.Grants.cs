using System.Text.Json;
using static FlexFunctions.Domain.CanonicalValue;

namespace FlexFunctions.Domain;

/// <content>The lines about whole grants.</content>
public abstract partial record Posting
{
    /// <summary>Tokens were bought for the team (R11).</summary>
    /// <param name="Grant">The grant of the order.</param>
    /// <param name="UnitPrice">The price per token.</param>
    /// <param name="Total">The price of the order.</param>
    public sealed record Bought(GrantKey Grant, Money UnitPrice, Money Total) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "bought";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Bought, Grant.Unit, Grant.Bought);

        /// <inheritdoc/>
        public override bool BringsTokens => true;

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Receive(Grant, Grant.Bought);

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteGrant(json, Grant);
            json.WriteNumber("unitPrice", UnitPrice.Amount);
            json.WriteNumber("total", Total.Amount);
            json.WriteString("currency", Total.Currency);
        }
    }

    /// <summary>The vendor granted cloud credits to the team (R7).</summary>
    /// <param name="Grant">The grant.</param>
    public sealed record Granted(GrantKey Grant) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "granted";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Bought, Grant.Unit, Grant.Bought);

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Receive(Grant, Grant.Bought);

        internal override void WriteTo(Utf8JsonWriter json) => WriteGrant(json, Grant);
    }

    /// <summary>An order came from another team, or from none (R15).</summary>
    /// <param name="Grant">The grant of the order.</param>
    /// <param name="Tokens">The whole remainder of the order.</param>
    /// <param name="From">The team it came from, or <see cref="TeamId.Unassigned"/>.</param>
    public sealed record MovedIn(GrantKey Grant, Tokens Tokens, TeamId From) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "movedIn";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.MovedIn, Grant.Unit, Tokens);

        /// <inheritdoc/>
        public override bool BringsTokens => true;

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Receive(Grant, Tokens);

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteGrant(json, Grant);
            WriteAmount(json, Tokens);
            json.WriteString("from", From.Value);
        }
    }

    /// <summary>An order went to another team (R15).</summary>
    /// <param name="Grant">The grant of the order.</param>
    /// <param name="Tokens">The whole remainder of the order.</param>
    /// <param name="To">The team it went to.</param>
    public sealed record MovedOut(GrantKey Grant, Tokens Tokens, TeamId To) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "movedOut";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.MovedOut, Grant.Unit, Tokens);

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Release(Grant, Tokens);

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteGrant(json, Grant);
            WriteAmount(json, Tokens);
            json.WriteString("to", To.Value);
        }
    }

    /// <summary>An order was returned (R14).</summary>
    /// <param name="Grant">The grant of the order.</param>
    /// <param name="Return">The tokens taken back, the refund and the amount still due.</param>
    public sealed record Returned(GrantKey Grant, OrderReturn Return) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "returned";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Returned, Grant.Unit, Return.Tokens);

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Release(Grant, Return.Tokens);

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteGrant(json, Grant);
            WriteAmount(json, Return.Tokens);
            json.WriteNumber("refund", Return.Refund.Amount);
            json.WriteNumber("stillDue", Return.StillDue.Amount);
            json.WriteString("currency", Return.Refund.Currency);
        }
    }

    /// <summary>The invoice of an order became void, and the remainder of the order was taken back (R16).</summary>
    /// <param name="Grant">The grant of the order.</param>
    /// <param name="Tokens">The whole remainder of the order.</param>
    public sealed record Voided(GrantKey Grant, Tokens Tokens) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "voided";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Voided, Grant.Unit, Tokens);

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Release(Grant, Tokens);

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteGrant(json, Grant);
            WriteAmount(json, Tokens);
        }
    }

    /// <summary>A grant expired, and its unspent remainder was removed from the balance (R12).</summary>
    /// <param name="Grant">The grant.</param>
    /// <param name="Tokens">The whole remainder of the grant; may be zero.</param>
    public sealed record Expired(GrantKey Grant, Tokens Tokens) : Posting
    {
        /// <inheritdoc/>
        public override string Kind => "expired";

        /// <inheritdoc/>
        public override Movement? Movement => new(MovementKind.Expired, Grant.Unit, Tokens);

        internal override GrantPool ApplyTo(GrantPool pool) => pool.Release(Grant, Tokens);

        internal override void WriteTo(Utf8JsonWriter json)
        {
            WriteGrant(json, Grant);
            WriteAmount(json, Tokens);
        }
    }
}
