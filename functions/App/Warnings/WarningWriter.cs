using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Writes what warning some teams of an account comes to: their alert states, the warnings, and one mail to each recipient
/// that tells of all teams the recipient hears of (R17).
/// </summary>
/// <param name="catalog">What is sold, for what to buy.</param>
/// <param name="compose">Writes the letters.</param>
public sealed class WarningWriter(Catalog catalog, ComposeLetter compose)
{
    /// <summary>The rows and bytes of one commit that are filled; letters are the largest of it.</summary>
    private const int MaxRows = 95;

    private const int MaxLetterBytes = 2_500_000;

    /// <summary>For how long buying is proposed.</summary>
    private const int QuotedDays = 30;

    /// <summary>Warns as many of the teams as one commit can hold, at least one.</summary>
    internal void Warn(LedgerTransaction transaction, IReadOnlyList<WarningCandidate> cases)
    {
        var (chosen, rows) = (new List<WarningCandidate>(), 0);
        var recipients = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var team in cases)
        {
            var others = recipients.Union(team.Policy.Recipients, StringComparer.OrdinalIgnoreCase).ToList();
            // A letter for each recipient at worst.
            if (chosen.Count > 0 && rows + team.Rows + (2 * others.Count) > MaxRows)
            {
                break;
            }

            rows += team.Rows;
            recipients.UnionWith(others);
            chosen.Add(team);
        }

        var letters = LettersTo(transaction, chosen);
        while (chosen.Count > 1 && !Fit(letters))
        {
            chosen = chosen[..(chosen.Count / 2)];
            letters = LettersTo(transaction, chosen);
        }

        if (!Fit(letters))
        {
            throw new InvalidDataException($"The letters about team {chosen[0].Ledger.Team} are too large to be kept.");
        }

        Write(transaction, chosen, letters);
    }

    private static bool Fit(List<ReadersLetter> letters) =>
        letters.TrueForAll(letter => letter.Frozen.Content.Length <= SerializedLetter.MaxBytes)
        && letters.Sum(letter => letter.Frozen.Content.Length) <= MaxLetterBytes;

    private List<ReadersLetter> LettersTo(LedgerReader reader, List<WarningCandidate> cases) =>
        [
            .. Readers(cases)
                .Select(readers =>
                {
                    var digest = new WarningDigest(
                        reader.Account,
                        reader.Now,
                        [.. readers.Teams.Select(team => team.Told(Quote(team, reader.Now), reader.Now))]
                    );
                    return new ReadersLetter(readers.Teams, readers.Recipients, LetterArchive.Freeze(compose(digest)));
                }),
        ];

    private static void Write(LedgerTransaction transaction, List<WarningCandidate> cases, List<ReadersLetter> letters)
    {
        var mails = new Dictionary<TeamId, List<string>>();
        foreach (var (teams, recipients, frozen) in letters)
        {
            // By what it says, not by the instant alone: two commits may be of one instant.
            var letter = KeyOf(
                transaction.Now,
                string.Join(' ', recipients.Concat(teams.SelectMany(team => team.Intents)))
            );
            transaction.WriteLetter(letter, frozen);
            foreach (var recipient in recipients)
            {
                var mail = Mail(transaction, recipient, letter, teams);
                transaction.PutIntoOutbox(mail);
                teams.ForEach(team =>
                {
                    mails.TryAdd(team.Ledger.Team, []);
                    mails[team.Ledger.Team].Add(mail.Key);
                });
            }
        }

        cases.ForEach(team => Write(transaction, team, [.. mails.GetValueOrDefault(team.Ledger.Team, [])]));
    }

    private static void Write(LedgerTransaction transaction, WarningCandidate team, ImmutableArray<string> mails)
    {
        var alerts = team.Kinds.Aggregate(team.Ledger.Head.Alerts, (so, kind) => so.Warned(kind));
        transaction.WriteTeam(team.Ledger with { Head = team.Ledger.Head with { Alerts = alerts } });
        foreach (var kind in team.Kinds)
        {
            transaction.WriteWarning(
                new TeamWarning(
                    team.Ledger.Team,
                    kind,
                    transaction.Now,
                    team.BalanceStatus.Usable,
                    team.BalanceStatus.LowBelow,
                    team.BalanceStatus.Forecast.RunsOutAt,
                    kind == WarningKind.Expiring ? [.. team.Expiring.Select(order => order.Id)] : [],
                    mails
                )
            );
        }

        foreach (var order in team.Expiring)
        {
            transaction.WriteOrder(order with { ExpiryWarned = true });
        }
    }

    /// <summary>Recipients that hear of the same teams, with these teams, the most urgent first.</summary>
    private static IEnumerable<(List<WarningCandidate> Teams, List<string> Recipients)> Readers(
        List<WarningCandidate> cases
    ) =>
        cases
            .SelectMany(team => team.Policy.Recipients.Select(recipient => (Team: team, Recipient: recipient)))
            .GroupBy(pair => pair.Recipient, pair => pair.Team, StringComparer.OrdinalIgnoreCase)
            .Select(reader =>
                (
                    Recipient: reader.Key,
                    Teams: reader
                        .OrderBy(team => team.BalanceStatus.Forecast.RunsOutAt ?? DateTimeOffset.MaxValue)
                        .ToList()
                )
            )
            .GroupBy(reader => string.Join(' ', reader.Teams.Select(team => team.Ledger.Team)))
            .Select(group => (group.First().Teams, group.Select(reader => reader.Recipient).ToList()));

    private static OutboxMail Mail(LedgerReader reader, string recipient, string letter, List<WarningCandidate> teams)
    {
        var key = KeyOf(reader.Now, recipient + ' ' + letter);
        return new OutboxMail(
            key,
            new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{reader.Account}\n{key}")).AsSpan(0, 16)),
            recipient,
            letter,
            [.. teams.SelectMany(team => team.Intents)],
            reader.Now,
            MailStatus.Waiting,
            reader.Now,
            0,
            null
        );
    }

    private static string KeyOf(DateTimeOffset now, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:D19}-")
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..16];

    /// <summary>What buying enough for some weeks would cost, by the prices of the first list; nothing if nothing is spent.</summary>
    private QuoteBody? Quote(WarningCandidate team, DateTimeOffset now)
    {
        var country = catalog.PriceLists[0].Countries[0];
        var needed = Math.Ceiling(team.BalanceStatus.Forecast.PerDay * QuotedDays);
        return needed > 0 && PriceList.For(country, now, catalog.PriceLists) is { } list
            ? QuoteBody.Of((long)Math.Min(needed, Order.MaxTokens), country, list)
            : null;
    }

    /// <summary>A letter to recipients that hear of the same teams.</summary>
    private sealed record ReadersLetter(List<WarningCandidate> Teams, List<string> Recipients, SerializedLetter Frozen);
}
