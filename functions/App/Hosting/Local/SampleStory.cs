using System.Globalization;
using System.Text.Json;
using FlexFunctions.LocalHost;
using Spectre.Console;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// Plays the vendor's example (R2) through the queue, on the last three days: AutoCAD at 7 tokens, used on the first
/// day 08:00–17:00 and on the second day 07:00–17:00.
/// </summary>
internal static class SampleStory
{
    private const string Account = "sample";
    private const string Queue = "usage-events";
    private const int Bought = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Buys tokens, sends the events, waits until the queue is empty, and prints balance and journal.
    /// </summary>
    public static async Task PlayAsync(
        LocalFunctionsHost host,
        LocalKey key,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // One team per first day, so that every run prints the same figures.
        var first = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date.AddDays(-2), TimeSpan.Zero);
        var team = "design-" + first.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var api = new InProcessApi(host.Functions, key, time);
        await api.CallAsync(
            "POST",
            $"/api/accounts/{Account}/orders",
            new
            {
                team,
                tokens = Bought,
                country = "GB",
            },
            team
        );
        var queue = host.Functions.Queues.Queues[Queue];
        await queue.SendTracedAsync([.. Events(team, first)]);
        for (var until = time.GetUtcNow() + s_patience; (await queue.CountAsync()).Active > 0; )
        {
            if (time.GetUtcNow() > until)
            {
                throw new InvalidDataException("The sample events were not processed within 30 seconds.");
            }

            await Task.Delay(s_look, time, cancellationToken);
        }

        await PrintAsync(api, team, key.Mint(Role.Admin, Account, time.GetUtcNow(), TimeSpan.FromHours(8)));
    }

    private static IEnumerable<OutgoingMessage> Events(string team, DateTimeOffset first)
    {
        foreach (
            var (kind, session, at) in new[]
            {
                ("opened", "monday", first.AddHours(8)),
                ("closed", "monday", first.AddHours(17)),
                ("opened", "tuesday", first.AddHours(31)),
                ("closed", "tuesday", first.AddHours(41)),
            }
        )
        {
            var data = new
            {
                account = Account,
                team,
                user = "priscilla",
                product = "autocad",
                version = "2027",
                session,
            };
            yield return new OutgoingMessage
            {
                Body = BinaryData.FromString(Telemetry.Event(kind, $"{team}-{session}-{kind}", at, data)),
                ContentType = "application/cloudevents+json",
            };
        }
    }

    private static async Task PrintAsync(InProcessApi api, string team, string token)
    {
        var of = $"/api/accounts/{Account}/teams/{team}";
        var (_, balance) = await api.CallAsync("GET", of + "/balance");
        var table = new Table { Border = TableBorder.Simple }.AddColumns("Line", "Window from", "Tokens", "Order");
        foreach (var posting in await api.ReadAllAsync(of + "/journal", "postings"))
        {
            table.AddRow(
                Markup.Escape(Line(posting)),
                Markup.Escape(posting.TryGetProperty("windowStart", out _) ? Instant(posting, "windowStart") : ""),
                Markup.Escape(posting.GetProperty("tokens").GetRawText()),
                Markup.Escape(Orders(posting))
            );
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(
            "The vendor's example: AutoCAD at 7 tokens a day, used 08:00-17:00 and, next day, 07:00-17:00."
        );
        AnsiConsole.Write(table);
        Console.Out.WriteLine(
            $"Balance of {Account}/{team}: {balance.GetProperty("tokens").GetRawText()} of {Bought} tokens."
        );
        Console.Out.WriteLine($"Token for an admin of account {Account}:");
        Console.Out.WriteLine(token);
    }

    private static string Line(JsonElement posting) =>
        posting.GetProperty("kind").GetString()
        + (
            posting.TryGetProperty("user", out var user)
                ? $" {user.GetString()} {posting.GetProperty("product").GetString()}"
                : ""
        );

    /// <summary>Returns the purchased order, or the orders that paid.</summary>
    private static string Orders(JsonElement posting) =>
        posting.TryGetProperty("order", out var bought) ? bought.GetString()!
        : posting.TryGetProperty("paidBy", out var paid)
            ? string.Join(", ", paid.EnumerateArray().Select(payment => payment.GetProperty("order").GetString()))
        : "";

    private static string Instant(JsonElement posting, string field) =>
        posting.GetProperty(field).GetDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
