using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>
/// Writes usage reports as CSV (RFC 4180), in passes of bounded memory over the same journal positions. The first columns
/// are those that the vendor's customers know. No cell can run as a formula in a spreadsheet.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class UsageCsv(LedgerStore ledger, TimeProvider time)
{
    /// <summary>The rows of one pass: a few megabytes.</summary>
    private const int RowsPerPass = 20_000;

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(1);

    private static readonly CsvConfiguration s_format = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        InjectionOptions = InjectionOptions.Escape,
    };

    private static readonly string[] s_header =
    [
        "Day used",
        "Email",
        "Product",
        "Team",
        "Tokens used",
        "Windows",
        "Results",
        "Cloud credits",
        "Cost",
        "Currency",
    ];

    /// <summary>Returns the file of a report.</summary>
    internal IResult Of(AccountId account, UsageQueryString asked, IReadOnlyList<JournalPosition> positions) =>
        new StreamedAnswer(context => WriteAsync(context, account, asked, positions));

    private async Task WriteAsync(
        HttpContext context,
        AccountId account,
        UsageQueryString asked,
        IReadOnlyList<JournalPosition> positions
    )
    {
        var (from, to) = (UsageQueryString.Format(asked.Query.From), UsageQueryString.Format(asked.Query.To));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{account}-usage-{from}-{to}.csv\"";
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        await using var csv = new CsvWriter(text, s_format);
        foreach (var column in s_header)
        {
            csv.WriteField(column);
        }

        await csv.NextRecordAsync();
        UsageKey? last = null;
        do
        {
            var report = await ledger.ReadAsync(
                account,
                reader => UsageReading.ReadAsync(reader, positions, asked.Query, last, RowsPerPass),
                time.GetUtcNow() + s_timeout,
                context.RequestAborted
            );
            foreach (var (key, figures) in report.Rows)
            {
                await WriteAsync(csv, key, figures);
            }

            last = report.Continuation;
        } while (last is not null);
    }

    /// <summary>Writes a row; if orders of several currencies paid, a row more for the cost in each other currency.</summary>
    private static async Task WriteAsync(CsvWriter csv, UsageKey key, UsageFigures figures)
    {
        var rest = figures with { Costs = UsageFigures.None.Costs };
        foreach (var cost in figures.Costs.DefaultIfEmpty())
        {
            csv.WriteField(key.Day is { } day ? UsageQueryString.Format(day) : "");
            csv.WriteField(key.User?.Value);
            csv.WriteField(key.Product?.Value);
            csv.WriteField(key.Team?.Value);
            csv.WriteField(rest.Tokens.Value);
            csv.WriteField(rest.Windows);
            csv.WriteField(rest.Results);
            csv.WriteField(rest.CloudCredits.Value);
            csv.WriteField(cost.Value);
            csv.WriteField(cost.Key);
            await csv.NextRecordAsync();
            rest = UsageFigures.None;
        }
    }
}
