using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>
/// The stored format of every kind of row except meters, which <see cref="MeterRowsTests"/> covers. Stores contain rows
/// in these formats: a change needs a new format version and a test that reads rows of the previous version.
/// </summary>
public sealed class StoredFormsTests
{
    private const string At = "2026-11-02T08:00:00.0000001Z";
    private const string YearLater = "2027-11-02T08:00:00.0000001Z";
    private const string Hash = "00000000000000000000000000000000000000000000000000000000000000ff";

    private static readonly DateTimeOffset s_at = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(1);
    private static readonly TeamId s_team = TeamId.Of("design");
    private static readonly GrantKey s_grant = new(s_at.AddYears(1), Tokens.Whole(10), OrderId.Of("o1"));

    [Fact]
    public void Account_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            AccountFormat.Instance,
            Domain.Account.New.Naming(s_team).Naming(TeamId.Of("build")) with
            {
                Overdue = [OrderId.Of("o2"), OrderId.Of("o1")],
            },
            ("V", 2L),
            ("Teams", "build design"),
            ("Overdue", "o1 o2")
        );

    [Fact]
    public void Answer_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            AnswerFormat.Instance,
            new StoredAnswer("digest", 409, "{}"),
            ("V", 1L),
            ("Request", "digest"),
            ("Status", 409L),
            ("Body", "{}")
        );

    [Fact]
    public void Assignment_has_a_fixed_format() =>
        Stored.AssertStoredAs(AssignmentFormat.Instance, new Assignment(), ("V", 1L));

    [Fact]
    public void Block_has_a_fixed_format()
    {
        var block = JournalBlock.Sealed(
            AccountId.Of("acme"),
            s_team,
            4,
            7,
            s_at,
            BlockHash.Parse(Hash),
            [new Posting.Granted(s_grant with { Unit = GrantUnit.CloudCredits })]
        );
        Stored.AssertStoredAs(
            BlockFormat.Instance,
            block,
            ("V", 1L),
            ("Hash", block.Hash.Value),
            ("Text", block.CanonicalText)
        );
        var error = Assert.Throws<InvalidDataException>(() =>
            Stored.Read(BlockFormat.Instance, ("V", 1L), ("Hash", Hash), ("Text", block.CanonicalText))
        );
        Assert.Equal("Row 'key' cannot be read: block 4 is not the text that was hashed", error.Message);
    }

    [Fact]
    public void Checkpoint_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            CheckpointFormat.Instance,
            new LedgerCheckpoint(
                7,
                BlockHash.Parse(Hash),
                GrantPool
                    .Empty.With(s_grant, new Tokens(2_500))
                    .With(s_grant with { Order = OrderId.Of("c1"), Unit = GrantUnit.CloudCredits }),
                new Tokens(9_000),
                ImmutableDictionary<(GrantUnit, MovementKind), Tokens>
                    .Empty.Add((GrantUnit.CloudCredits, MovementKind.Bought), new Tokens(10_000))
                    .Add((GrantUnit.Tokens, MovementKind.Charged), new Tokens(-7_500))
                    .Add((GrantUnit.Tokens, MovementKind.Bought), new Tokens(10_000))
            ),
            ("V", 1L),
            ("Block", 7L),
            ("Hash", Hash),
            ("UsableAfterLastGrant", 9_000L),
            ("Flows", "Tokens/Bought/10000 Tokens/Charged/-7500 CloudCredits/Bought/10000"),
            (
                "Grants",
                $"Tokens/{s_grant.ExpiresAt.UtcTicks}/10000/o1/2500 CloudCredits/{s_grant.ExpiresAt.UtcTicks}/10000/c1/10000"
            )
        );

    [Fact]
    public void Due_entry_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            DueFormat.Instance,
            DueEntry.Expiry(AccountId.Of("acme"), s_team, s_grant),
            ("V", 1L),
            ("Kind", "Expiry"),
            ("At", YearLater),
            ("Account", "acme"),
            ("Subject", "o1"),
            ("Team?", "design")
        );

    [Fact]
    public void Grant_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            GrantFormat.Instance,
            new GrantRemaining(s_grant with { Unit = GrantUnit.CloudCredits }, new Tokens(2_500)),
            ("V", 2L),
            ("Order", "o1"),
            ("Bought", 10_000L),
            ("ExpiresAt", YearLater),
            ("Unit", "CloudCredits"),
            ("Remaining", 2_500L)
        );

    [Fact]
    public void Header_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            TeamHeaderFormat.Instance,
            new TeamHeader(
                new Tokens(1),
                new Tokens(2),
                3,
                4,
                BlockHash.Parse(Hash),
                s_at,
                new Tokens(5),
                6,
                s_at.AddDays(-1),
                new AlertState(Low: true, RunOut: false),
                SpendHistory
                    .None.With(new DateOnly(2026, 11, 2), new Tokens(-500))
                    .With(new DateOnly(2026, 11, 1), new Tokens(7_000)),
                "a fault"
            ),
            ("V", 2L),
            ("Balance", 1L),
            ("Credits", 2L),
            ("NextSequence", 3L),
            ("NextBlock", 4L),
            ("Hash", Hash),
            ("PostedAt", At),
            ("UsableAfterLastGrant", 5L),
            ("PolicyVersion", 6L),
            ("FirstChargeAt?", "2026-11-01T08:00:00.0000001Z"),
            ("WarnedLow", 1L),
            ("WarnedRunOut", 0L),
            ("Recent", "2026-11-01:7000 2026-11-02:-500"),
            ("Fault?", "a fault")
        );

    [Fact]
    public void Letter_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            LetterFormat.Instance,
            new SerializedLetter(Enumerable.Repeat((byte)7, 60_001).ToArray()),
            ("V", 1L),
            ("Part0?", Enumerable.Repeat((byte)7, 60_000).ToArray()),
            ("Part1?", new byte[] { 7 })
        );

    [Fact]
    public void Letter_that_fills_one_part_has_no_second_part() =>
        Stored.AssertStoredAs(
            LetterFormat.Instance,
            new SerializedLetter(Enumerable.Repeat((byte)7, 60_000).ToArray()),
            ("V", 1L),
            ("Part0?", Enumerable.Repeat((byte)7, 60_000).ToArray())
        );

    [Fact]
    public void Mail_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            MailFormat.Instance,
            new OutboxMail(
                "m1",
                Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
                "ann@example.com",
                "l1",
                ["design|w1", "build|w2"],
                s_at,
                MailStatus.Refused,
                s_at.AddYears(1),
                3,
                "No such mailbox."
            ),
            ("V", 1L),
            ("Mail", "m1"),
            ("OperationId", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            ("Recipient", "ann@example.com"),
            ("Letter", "l1"),
            ("Intents", "design|w1 build|w2"),
            ("DecidedAt", At),
            ("Status", "Refused"),
            ("Since", YearLater),
            ("Attempts", 3L),
            ("Reason?", "No such mailbox.")
        );

    [Fact]
    public void Order_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            OrderFormat.Instance,
            new Order(
                OrderId.Of("o1"),
                AccountId.Of("acme"),
                TeamId.Unassigned,
                5_000,
                new Money(2.87m, "GBP"),
                "GB",
                SalesChannel.Partner,
                PaymentMethod.Invoice,
                "PO 7",
                InvoiceStatus.Open,
                s_at,
                new OrderReturn(new Tokens(1_234), new Money(3.5m, "GBP"), new Money(-0.01m, "GBP")),
                ExpiryWarned: true
            ),
            ("V", 2L),
            ("Order", "o1"),
            ("Account", "acme"),
            ("Team", "~"),
            ("Tokens", 5_000L),
            ("UnitPrice", "2.87"),
            ("Currency", "GBP"),
            ("Country", "GB"),
            ("Channel", "Partner"),
            ("Payment", "Invoice"),
            ("Invoice", "Open"),
            ("PurchasedAt", At),
            ("Reference?", "PO 7"),
            ("ExpiryWarned", 1L),
            ("ReturnedTokens?", 1_234L),
            ("Refund", "3.5"),
            ("StillDue", "-0.01")
        );

    [Fact]
    public void Policy_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            PolicyFormat.Instance,
            new TeamPolicy(
                AssignedUsersOnly: true,
                ProductId.SetOf([ProductId.Of("revit"), ProductId.Of("Maya")]),
                new LowBalance(12.5m, new Tokens(1)),
                ["tom@example.com", "ann@example.com"],
                Plan.Premium
            ),
            ("V", 1L),
            ("AssignedUsersOnly", 1L),
            ("Products?", "Maya revit"),
            ("LowBalancePercent?", "12.5"),
            ("LowBalanceTokens?", 1L),
            ("Recipients", "tom@example.com ann@example.com"),
            ("Plan", "Premium")
        );

    [Fact]
    public void Settled_result_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            ResultFormat.Instance,
            new SettledResult(s_team, RejectionCode.UserNotAssigned),
            ("V", 1L),
            ("Team", "design"),
            ("Reason?", "user-not-assigned")
        );

    [Fact]
    public void Spending_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            SpendFormat.Instance,
            SpendHistory.None.With(new DateOnly(2026, 11, 2), new Tokens(7_001)),
            ("V", 1L),
            ("Days", "2026-11-02:7001")
        );

    [Fact]
    public void Subscription_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            SubscriptionFormat.Instance,
            new Subscription(5, 3),
            ("V", 1L),
            ("Sold", 5L),
            ("Held", 3L)
        );

    [Fact]
    public void Warning_has_a_fixed_format() =>
        Stored.AssertStoredAs(
            WarningFormat.Instance,
            new TeamWarning(
                s_team,
                WarningKind.Expiring,
                s_at,
                new Tokens(986_500),
                990.25m,
                s_at.AddYears(1),
                [OrderId.Of("o1"), OrderId.Of("o2")],
                ["m1", "m2"]
            ),
            ("V", 1L),
            ("Team", "design"),
            ("Kind", "Expiring"),
            ("At", At),
            ("Usable", 986_500L),
            ("LowBelow", "990.25"),
            ("Orders", "o1 o2"),
            ("Mails", "m1 m2"),
            ("RunsOutAt?", YearLater)
        );

    [Theory]
    [InlineData("V", "1")]
    [InlineData("Flows", "Tokens")]
    [InlineData("Flows", "Tokens/Bought/99999999999999999999")]
    [InlineData("Flows", "Tokens/Bought/1 Tokens/Bought/2")]
    [InlineData("Grants", "Tokens/-1/10000/o1/2500")]
    [InlineData("Grants", "Tokens/9223372036854775807/10000/o1/2500")]
    [InlineData("Hash", "00")]
    public void Damaged_checkpoint_is_reported_by_its_key(string name, string value) =>
        Stored.AssertUnreadable(
            CheckpointFormat.Instance,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["V"] = 1L,
                ["Block"] = 7L,
                ["Hash"] = Hash,
                ["UsableAfterLastGrant"] = 9_000L,
                ["Flows"] = "",
                ["Grants"] = "",
                [name] = value,
            }
        );

    [Theory]
    [InlineData("2026-11-02")]
    [InlineData("2026-11-31:1")]
    [InlineData("2026-11-02:1 2026-11-02:2")]
    [InlineData("2026-11-02:9223372036854775808")]
    public void Damaged_spending_is_reported_by_its_key(string days) =>
        Stored.AssertUnreadable(
            SpendFormat.Instance,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["V"] = 1L, ["Days"] = days }
        );

    [Fact]
    public void Number_out_of_range_is_reported_by_its_key() =>
        Stored.AssertUnreadable(
            SubscriptionFormat.Instance,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["V"] = 1L,
                ["Sold"] = 1L << 40,
                ["Held"] = 0L,
            }
        );

    [Fact]
    public void Keys_have_a_fixed_format()
    {
        var ticks = s_grant.ExpiresAt.UtcTicks;
        Assert.Equal("Ledger", RowKeys.Table);
        Assert.Equal("account", RowKeys.Account);
        Assert.Equal(("team|design|", "team|design}"), (RowKeys.Money(s_team), RowKeys.AfterMoney(s_team)));
        Assert.Equal("team|design|head", RowKeys.Head(s_team));
        Assert.Equal($"team|design|grant|0{ticks}|0000000000000010000|o1", RowKeys.Grant(s_team, s_grant));
        Assert.Equal(
            $"team|design|credit|0{ticks}|0000000000000010000|o1",
            RowKeys.Grant(s_team, s_grant with { Unit = GrantUnit.CloudCredits })
        );
        Assert.Equal(
            "meter|design|ann|maya",
            RowKeys.Meter(s_team, new MeterKey(UserId.Of("ann"), ProductId.Of("maya")))
        );
        Assert.Equal("policy|design", RowKeys.Policy(s_team));
        Assert.Equal("user|design|ann", RowKeys.Assignment(s_team, UserId.Of("ann")));
        Assert.Equal("seats|design|maya", RowKeys.Subscription(s_team, ProductId.Of("maya")));
        Assert.Equal("block|design|000000000012", RowKeys.Block(s_team, 12));
        Assert.Equal("block|design}", RowKeys.AfterBlocks(s_team));
        Assert.Equal("day|design|2026-02", RowKeys.Spend(s_team, new DateOnly(2026, 2, 28)));
        Assert.Equal("check|design", RowKeys.Checkpoint(s_team));
        Assert.Equal(("warning|design|", "warning|design}"), (RowKeys.Warnings(s_team), RowKeys.AfterWarnings(s_team)));
        Assert.Equal(
            $"warning|design|{(3155378975999999999 - s_at.UtcTicks):D19}|RunOut|o1",
            RowKeys.Warning(
                new TeamWarning(s_team, WarningKind.RunOut, s_at, Tokens.Zero, 0, null, [OrderId.Of("o1")], [])
            )
        );
        Assert.Equal(("mail|m1", "letter|l1"), (RowKeys.Mail("m1"), RowKeys.Letter("l1")));
        Assert.Equal(
            ("order|o1", "order|", "order}"),
            (RowKeys.Order(OrderId.Of("o1")), RowKeys.Orders, RowKeys.AfterOrders)
        );
        // printf '/s\n1' | sha256sum
        Assert.Equal("result|187d99b08adb29c22494aa93c21752b7410ed3ed", RowKeys.Result(new EventRef("/s", "1")));
        // printf 'acme\n/orders\nk1' | sha256sum
        Assert.Equal(
            "answer|e51e3039b6dfa1452b44ee138ce8ee0ab0f07a5a",
            RowKeys.Answer(IdempotencyKey.Of(AccountId.Of("acme"), "/orders", "k1"))
        );
    }

    [Theory]
    [InlineData("team|design|head", "team|design|", true)]
    [InlineData("team|design|grant|1|2|o1", "team|design|", true)]
    [InlineData("block|design|000000000012", "team|design|", true)]
    [InlineData("account", "account", true)]
    [InlineData("policy|design", "policy|design", true)]
    [InlineData("meter|design|ann|maya", "meter|design|ann|maya", true)]
    [InlineData("mail|m1", "mail|m1", false)]
    [InlineData("letter|l1", "letter|l1", false)]
    [InlineData("warning|design|1|RunOut|", "warning|design|1|RunOut|", false)]
    public void Each_key_belongs_to_a_unit_that_is_cached_or_not(string key, string unit, bool isRemembered)
    {
        Assert.Equal(unit, RowKeys.UnitOf(key));
        Assert.Equal(isRemembered, RowKeys.IsRemembered(unit));
    }
}
