using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>The row formats of orders, grants, team headers and results.</summary>
public sealed class MoneyRowsTests
{
    private static readonly DateTimeOffset s_bought = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(
        1
    );

    private static readonly Order s_order = new(
        OrderId.Of("o1"),
        AccountId.Of("acme"),
        TeamId.Of("design"),
        5_000,
        new Money(2.87m, "GBP"),
        "GB",
        SalesChannel.Partner,
        PaymentMethod.Invoice,
        "PO 7 / \"ü\"",
        InvoiceStatus.Overdue,
        s_bought
    );

    [Fact]
    public void Order_round_trips() => Assert.Equal(s_order, Stored.RoundTrip(OrderFormat.Instance, s_order));

    [Fact]
    public void Order_without_a_team_or_reference_round_trips()
    {
        var order = s_order with { Team = TeamId.Unassigned, Reference = null };
        Assert.Equal(order, Stored.RoundTrip(OrderFormat.Instance, order));
    }

    [Fact]
    public void Returned_order_round_trips_with_its_refund()
    {
        var returned = new OrderReturn(new Tokens(1_234), new Money(14_350.0001m, "GBP"), new Money(0.01m, "GBP"));
        var order = s_order with { Return = returned };
        Assert.Equal(order, Stored.RoundTrip(OrderFormat.Instance, order));
    }

    [Theory]
    [InlineData(InvoiceStatus.Open)]
    [InlineData(InvoiceStatus.Paid)]
    [InlineData(InvoiceStatus.Overdue)]
    [InlineData(InvoiceStatus.Void)]
    public void Invoice_status_round_trips(InvoiceStatus invoice) =>
        Assert.Equal(invoice, Stored.RoundTrip(OrderFormat.Instance, s_order with { Invoice = invoice }).Invoice);

    [Fact]
    public void Version_1_order_is_not_returned()
    {
        var order = Stored.Read(
            OrderFormat.Instance,
            ("V", 1L),
            ("Order", "o1"),
            ("Account", "acme"),
            ("Team", "design"),
            ("Tokens", 5_000L),
            ("UnitPrice", "2.87"),
            ("Currency", "GBP"),
            ("Country", "GB"),
            ("Channel", "Partner"),
            ("Payment", "Invoice"),
            ("Invoice", "Overdue"),
            ("PurchasedAt", "2026-11-02T08:00:00.0000001Z"),
            ("Reference", "PO 7 / \"ü\"")
        );
        Assert.Equal(s_order, order);
    }

    [Theory]
    [InlineData(GrantUnit.Tokens)]
    [InlineData(GrantUnit.CloudCredits)]
    public void Grant_round_trips_with_its_unit(GrantUnit unit)
    {
        var grant = new GrantRemaining(s_order.Grant with { Unit = unit }, new Tokens(3));
        Assert.Equal(grant, Stored.RoundTrip(GrantFormat.Instance, grant));
    }

    [Fact]
    public void Version_1_grant_is_in_tokens()
    {
        var grant = Stored.Read(
            GrantFormat.Instance,
            ("V", 1L),
            ("Order", "o1"),
            ("Bought", 5_000_000L),
            ("ExpiresAt", "2027-11-02T08:00:00.0000001Z"),
            ("Remaining", 3L)
        );
        Assert.Equal(new GrantRemaining(s_order.Grant, new Tokens(3)), grant);
    }

    [Fact]
    public void Header_round_trips()
    {
        var head = new TeamHeader(
            new Tokens(1),
            new Tokens(2),
            3,
            4,
            BlockHash.Of([5]),
            s_bought,
            new Tokens(6),
            7,
            s_bought,
            new AlertState(true, true),
            SpendHistory.None.With(new DateOnly(2026, 11, 2), new Tokens(-5)),
            "a fault"
        );
        Assert.Equal(head, Stored.RoundTrip(TeamHeaderFormat.Instance, head));
        Assert.Equal(TeamHeader.Empty, Stored.RoundTrip(TeamHeaderFormat.Instance, TeamHeader.Empty));
    }

    [Fact]
    public void Version_1_header_has_no_credits_and_policy_version_0()
    {
        var head = Stored.Read(
            TeamHeaderFormat.Instance,
            ("V", 1L),
            ("Balance", 1L),
            ("NextSequence", 3L),
            ("NextBlock", 4L),
            ("Hash", BlockHash.Of([5]).Value),
            ("PostedAt", "2026-11-02T08:00:00.0000001Z"),
            ("UsableAfterLastGrant", 6L)
        );
        Assert.Equal(
            new TeamHeader(
                new Tokens(1),
                Tokens.Zero,
                3,
                4,
                BlockHash.Of([5]),
                s_bought,
                new Tokens(6),
                0,
                null,
                default,
                SpendHistory.None
            ),
            head
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RejectionCode.UserNotAssigned)]
    public void Settled_result_round_trips(string? reason)
    {
        var settled = new SettledResult(TeamId.Of("design"), reason);
        Assert.Equal(settled, Stored.RoundTrip(ResultFormat.Instance, settled));
    }

    [Fact]
    public void Result_key_depends_on_source_and_id()
    {
        Assert.Equal(RowKeys.Result(new EventRef("/s", "1")), RowKeys.Result(new EventRef("/s", "1")));
        string[] keys =
        [
            .. new EventRef[]
            {
                new("/s", "1"),
                new("/S", "1"),
                new("/s1", ""),
                new("/s", "11"),
                new("1", "/s"),
            }.Select(RowKeys.Result),
        ];
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }
}
