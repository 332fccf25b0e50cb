using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Writes the warnings of teams of one account: their alert states, the warnings, and one mail to each recipient, which
/// covers all teams that list the recipient (R17).
/// </summary>
/// <param name="catalog">The prices, for the proposed purchase.</param>
/// <param name="compose">Composes the letters.</param>
public sealed class WarningWriter(Catalog catalog, ComposeLetter compose)
{
    /// <summary>The number of rows to fill in one commit, which may hold 100.</summary>
    private const int MaxRows = 95;

    /// <summary>The bytes of letters in one commit. Letters are its largest rows.</summary>
    private const int MaxLetterBytes = 2_500_000;

    /// <summary>The number of days that the proposed purchase should last.</summary>
    private const int QuotedDays = 30;

    /// <summary>Warns as many of the teams as one commit can hold, but at least one.</summary>
    internal void Warn(LedgerTransaction transaction, IReadOnlyList<WarningCandidate> candidates)
    {
        var (chosen, rows) = (new List<WarningCandidate>(), 0);
        var recipients = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var team in candidates)
        {
            var others = recipients.Union(team.Policy.Recipients, StringComparer.OrdinalIgnoreCase).ToList();
            // In the worst case each recipient gets a letter of its own.
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
            throw new InvalidDataException($"The letters about team {chosen[0].Ledger.Team} are too large to store.");
        }

        Write(transaction, chosen, letters);
    }

    private static bool Fit(List<RecipientsLetter> letters) =>
        letters.TrueForAll(letter => letter.Letter.Content.Length <= SerializedLetter.MaxBytes)
        && letters.Sum(letter => letter.Letter.Content.Length) <= MaxLetterBytes;

    private List<RecipientsLetter> LettersTo(LedgerReader reader, List<WarningCandidate> candidates) =>
        [
            .. ByRecipients(candidates)
                .Select(readers =>
                {
                    var digest = new WarningDigest(
                        reader.Account,
                        reader.Now,
                        [.. readers.Teams.Select(team => team.ToDigestEntry(Quote(team, reader.Now), reader.Now))]
                    );
                    return new RecipientsLetter(
                        readers.Teams,
                        readers.Recipients,
                        LetterSerializer.Serialize(compose(digest))
                    );
                }),
        ];

    private static void Write(
        LedgerTransaction transaction,
        List<WarningCandidate> candidates,
        List<RecipientsLetter> letters
    )
    {
        var mails = new Dictionary<TeamId, List<string>>();
        foreach (var (teams, recipients, serialized) in letters)
        {
            // The key depends on the content too, because two commits can happen at the same instant.
            var letter = KeyOf(
                transaction.Now,
                string.Join(' ', recipients.Concat(teams.SelectMany(team => team.Intents)))
            );
            transaction.WriteLetter(letter, serialized);
            foreach (var recipient in recipients)
            {
                var mail = MailTo(transaction, recipient, letter, teams);
                transaction.PutIntoOutbox(mail);
                teams.ForEach(team =>
                {
                    mails.TryAdd(team.Ledger.Team, []);
                    mails[team.Ledger.Team].Add(mail.Key);
                });
            }
        }

        candidates.ForEach(team => Write(transaction, team, [.. mails.GetValueOrDefault(team.Ledger.Team, [])]));
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

    /// <summary>Groups recipients that are listed by the same teams; the teams are in order of urgency.</summary>
    private static IEnumerable<(List<WarningCandidate> Teams, List<string> Recipients)> ByRecipients(
        List<WarningCandidate> candidates
    ) =>
        candidates
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

    private static OutboxMail MailTo(LedgerReader reader, string recipient, string letter, List<WarningCandidate> teams)
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

    /// <summary>Quotes enough tokens for <see cref="QuotedDays"/>, from the first price list; null if none are used.</summary>
    private QuoteBody? Quote(WarningCandidate team, DateTimeOffset now)
    {
        var country = catalog.PriceLists[0].Countries[0];
        var needed = Math.Ceiling(team.BalanceStatus.Forecast.PerDay * QuotedDays);
        return needed > 0 && PriceList.For(country, now, catalog.PriceLists) is { } list
            ? QuoteBody.Of((long)Math.Min(needed, Order.MaxTokens), country, list)
            : null;
    }

    /// <summary>A letter to recipients that are listed by the same teams.</summary>
    private sealed record RecipientsLetter(
        List<WarningCandidate> Teams,
        List<string> Recipients,
        SerializedLetter Letter
    );
}
