using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>What timers need is read back from a row as it was written, and rows of earlier versions are read too.</summary>
public sealed class WarningFormatsTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(7);
    private static readonly TeamId s_team = TeamId.Of("design");

    private readonly SqliteRowStore _store = SqliteRowStore.OpenMemory();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Spending_by_day()
    {
        var history = SpendHistory
            .None.With(new DateOnly(2026, 11, 2), new Tokens(7_001))
            .With(new DateOnly(2026, 11, 30), new Tokens(-500));
        Assert.Equal(history.Days, (await BackAsync(SpendFormat.Instance, history)).Days);
        Assert.Empty((await BackAsync(SpendFormat.Instance, SpendHistory.None)).Days);
    }

    [Fact]
    public async Task What_is_due()
    {
        DueEntry[] entries =
        [
            DueEntry.Warnable(AccountId.Of("acme"), s_team, s_now),
            DueEntry.Mail(AccountId.Of("acme"), "key-1", s_now),
            DueEntry.Expiry(AccountId.Of("acme"), Bought()),
            DueEntry.ExpiryWarning(AccountId.Of("acme"), Bought()),
        ];
        foreach (var entry in entries)
        {
            Assert.Equal(entry, await BackAsync(DueFormat.Instance, entry));
        }

        Assert.Equal(s_now.AddYears(1).AddDays(-30), entries[3].At);
    }

    [Theory]
    [InlineData(MailStatus.Waiting, null)]
    [InlineData(MailStatus.Refused, "550 no such mailbox <a@b>")]
    [InlineData(MailStatus.GivenUp, "")]
    public async Task A_mail(MailStatus status, string? reason)
    {
        var mail = new OutboxMail(
            "key-1",
            Guid.Parse("0b6e3c4d-1111-2222-3333-444455556666"),
            "admin+flex@acme.com",
            "letter-1",
            [.. Enumerable.Range(0, 3_000).Select(number => $"design:Expiring:o{number}")],
            s_now,
            status,
            s_now.AddHours(1),
            3,
            reason
        );
        var back = await BackAsync(MailFormat.Instance, mail);
        Assert.Equal(mail.Intents, back.Intents.AsEnumerable());
        Assert.Equal(mail, back with { Intents = mail.Intents });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    [InlineData(60_001)]
    [InlineData(SerializedLetter.MaxBytes)]
    public async Task A_letter(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        Assert.Equal(
            content,
            (await BackAsync(LetterFormat.Instance, new SerializedLetter(content))).Content.ToArray()
        );
    }

    [Fact]
    public async Task A_warning()
    {
        TeamWarning[] warnings =
        [
            new(s_team, WarningKind.LowBalance, s_now, new Tokens(986_500), 990.25m, null, [], []),
            new(
                s_team,
                WarningKind.Expiring,
                s_now,
                Tokens.Zero,
                0,
                s_now.AddDays(3),
                [OrderId.Of("o1"), OrderId.Of("o2")],
                ["m1", "m2"]
            ),
        ];
        foreach (var warning in warnings)
        {
            var back = await BackAsync(WarningFormat.Instance, warning);
            Assert.Equal(warning.Orders, back.Orders.AsEnumerable());
            Assert.Equal(warning.Mails, back.Mails.AsEnumerable());
            Assert.Equal(warning, back with { Orders = warning.Orders, Mails = warning.Mails });
        }
    }

    [Fact]
    public void Names_of_warnings_sort_the_newest_first()
    {
        var keys = Enumerable
            .Range(0, 40)
            .Select(hours =>
                new TeamWarning(
                    s_team,
                    WarningKind.RunOut,
                    s_now.AddHours(hours * hours * 9),
                    Tokens.Zero,
                    0,
                    null,
                    [],
                    []
                ).Key
            )
            .ToList();
        Assert.Equal(keys.AsEnumerable().Reverse(), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_head_with_its_alerts_and_one_of_before_there_were_any()
    {
        var head = TeamHeader.Empty with
        {
            Balance = Tokens.Whole(5),
            FirstChargeAt = s_now,
            Alerts = new AlertState(Low: true, RunOut: false),
        };
        Assert.Equal(head, await BackAsync(TeamHeaderFormat.Instance, head));
        var other = head with { FirstChargeAt = null, Alerts = new AlertState(Low: false, RunOut: true) };
        Assert.Equal(other, await BackAsync(TeamHeaderFormat.Instance, other));

        var old = Without(
            TeamHeaderFormat.Instance.Write("old", head),
            "Credits",
            "PolicyVersion",
            "WarnedLow",
            "WarnedRunOut",
            "FirstChargeAt"
        );
        Assert.Equal(
            head with
            {
                FirstChargeAt = null,
                Alerts = default,
            },
            TeamHeaderFormat.Instance.Read(new StoredRow("old", old, "1"))
        );
    }

    [Fact]
    public async Task An_order_that_was_warned_of_and_one_of_before_that()
    {
        var warned = Bought() with { ExpiryWarned = true };
        Assert.Equal(warned, await BackAsync(OrderFormat.Instance, warned));
        Assert.Equal(Bought(), await BackAsync(OrderFormat.Instance, Bought()));

        var old = Without(OrderFormat.Instance.Write("old", warned), "ExpiryWarned");
        Assert.Equal(Bought(), OrderFormat.Instance.Read(new StoredRow("old", old, "1")));
    }

    /// <summary>The properties of a row as version 1 wrote it.</summary>
    private static Dictionary<string, object> Without(Row row, params string[] later) =>
        row
            .Properties.Where(property => !later.Contains(property.Key))
            .ToDictionary(
                property => property.Key,
                property => property.Key == "V" ? 1L : property.Value,
                StringComparer.Ordinal
            );

    private static Order Bought() =>
        new(
            OrderId.Of("o1"),
            AccountId.Of("acme"),
            s_team,
            100,
            new Money(2.94m, "GBP"),
            "GB",
            SalesChannel.Online,
            PaymentMethod.Card,
            null,
            InvoiceStatus.Paid,
            s_now
        );

    private async Task<T> BackAsync<T>(RowFormat<T> format, T value)
        where T : class
    {
        var key = Guid.NewGuid().ToString();
        await _store.CommitAsync("Ledger", "acme", [new RowOperation.Insert(format.Write(key, value))], default);
        return format.Read((await _store.ReadAsync("Ledger", "acme", key, default))!);
    }
}
