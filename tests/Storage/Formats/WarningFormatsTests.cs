using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>The row formats that timers use round-trip, and rows of earlier versions can be read.</summary>
public sealed class WarningFormatsTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(7);
    private static readonly TeamId s_team = TeamId.Of("design");

    private readonly SqliteRowStore _store = SqliteRowStore.OpenMemory();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Spending_by_day_round_trips()
    {
        var history = SpendHistory
            .None.With(new DateOnly(2026, 11, 2), new Tokens(7_001))
            .With(new DateOnly(2026, 11, 30), new Tokens(-500));
        Assert.Equal(history.Days, (await RoundTripAsync(SpendFormat.Instance, history)).Days);
        Assert.Empty((await RoundTripAsync(SpendFormat.Instance, SpendHistory.None)).Days);
    }

    [Fact]
    public async Task Due_entries_round_trip()
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
            Assert.Equal(entry, await RoundTripAsync(DueFormat.Instance, entry));
        }

        Assert.Equal(s_now.AddYears(1).AddDays(-30), entries[3].At);
    }

    [Theory]
    [InlineData(MailStatus.Waiting, null)]
    [InlineData(MailStatus.Refused, "550 no such mailbox <a@b>")]
    [InlineData(MailStatus.GivenUp, "")]
    public async Task Mail_round_trips(MailStatus status, string? reason)
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
        var back = await RoundTripAsync(MailFormat.Instance, mail);
        Assert.Equal(mail.Intents, back.Intents.AsEnumerable());
        Assert.Equal(mail, back with { Intents = mail.Intents });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    [InlineData(60_001)]
    [InlineData(SerializedLetter.MaxBytes)]
    public async Task Letter_round_trips(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        Assert.Equal(
            content,
            (await RoundTripAsync(LetterFormat.Instance, new SerializedLetter(content))).Content.ToArray()
        );
    }

    [Fact]
    public async Task Warnings_round_trip()
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
            var back = await RoundTripAsync(WarningFormat.Instance, warning);
            Assert.Equal(warning.Orders, back.Orders.AsEnumerable());
            Assert.Equal(warning.Mails, back.Mails.AsEnumerable());
            Assert.Equal(warning, back with { Orders = warning.Orders, Mails = warning.Mails });
        }
    }

    [Fact]
    public void Warning_keys_sort_newest_first()
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
    public async Task Header_round_trips_with_and_without_stored_alerts()
    {
        var head = TeamHeader.Empty with
        {
            Balance = Tokens.Whole(5),
            FirstChargeAt = s_now,
            Alerts = new AlertState(Low: true, RunOut: false),
        };
        Assert.Equal(head, await RoundTripAsync(TeamHeaderFormat.Instance, head));
        var other = head with { FirstChargeAt = null, Alerts = new AlertState(Low: false, RunOut: true) };
        Assert.Equal(other, await RoundTripAsync(TeamHeaderFormat.Instance, other));

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
    public async Task Order_round_trips_with_and_without_a_stored_expiry_warning()
    {
        var warned = Bought() with { ExpiryWarned = true };
        Assert.Equal(warned, await RoundTripAsync(OrderFormat.Instance, warned));
        Assert.Equal(Bought(), await RoundTripAsync(OrderFormat.Instance, Bought()));

        var old = Without(OrderFormat.Instance.Write("old", warned), "ExpiryWarned");
        Assert.Equal(Bought(), OrderFormat.Instance.Read(new StoredRow("old", old, "1")));
    }

    /// <summary>Returns the properties of a row in version 1, without later properties.</summary>
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

    private async Task<T> RoundTripAsync<T>(RowFormat<T> format, T value)
        where T : class
    {
        var key = Guid.NewGuid().ToString();
        await _store.CommitAsync("Ledger", "acme", [new RowOperation.Insert(format.Write(key, value))], default);
        return format.Read((await _store.ReadAsync("Ledger", "acme", key, default))!);
    }
}
