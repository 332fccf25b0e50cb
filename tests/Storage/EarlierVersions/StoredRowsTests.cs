using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.EarlierVersions;

/// <summary>
/// Rows that earlier versions wrote. There is a database for each version that changed a format, with a row of every
/// kind (see README.md). This version reads each row and writes it back unchanged; a meter in its present format.
/// </summary>
public sealed class StoredRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2026-11-24.db")]
    public async Task Every_row_is_read_and_written_back_unchanged(string sample)
    {
        var copy = Path.Combine(_folder.Path, sample);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "EarlierVersions", sample), copy);
        using var rows = SqliteRowStore.OpenFile(copy);

        var stored = await rows.ReadRangeAsync(RowKeys.Table, "acme", "", "~~~", 1_000, CancellationToken.None);

        Assert.Equal(
            [
                "account",
                "answer",
                "block",
                "check",
                "day",
                "letter",
                "mail",
                "meter",
                "order",
                "policy",
                "result",
                "seats",
                "team",
                "user",
                "warning",
            ],
            stored.Select(KindOf).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(stored, AssertUnchanged);
    }

    private static string KindOf(StoredRow row) => row.Key.Split('|')[0];

    private static void AssertUnchanged(StoredRow row)
    {
        switch (KindOf(row))
        {
            case "account":
                AssertUnchanged(AccountFormat.Instance, row);
                break;
            case "answer":
                AssertUnchanged(AnswerFormat.Instance, row);
                break;
            case "block":
                AssertUnchanged(BlockFormat.Instance, row);
                break;
            case "check":
                AssertUnchanged(CheckpointFormat.Instance, row);
                break;
            case "day":
                AssertUnchanged(SpendFormat.Instance, row);
                break;
            case "letter":
                AssertUnchanged(LetterFormat.Instance, row);
                break;
            case "mail":
                AssertUnchanged(MailFormat.Instance, row);
                break;
            case "meter":
                AssertSameMeter(row);
                break;
            case "order":
                AssertUnchanged(OrderFormat.Instance, row);
                break;
            case "policy":
                AssertUnchanged(PolicyFormat.Instance, row);
                break;
            case "result":
                AssertUnchanged(ResultFormat.Instance, row);
                break;
            case "seats":
                AssertUnchanged(SubscriptionFormat.Instance, row);
                break;
            case "team" when row.Key.EndsWith("|head", StringComparison.Ordinal):
                AssertUnchanged(TeamHeaderFormat.Instance, row);
                break;
            case "team":
                AssertUnchanged(GrantFormat.Instance, row);
                break;
            case "user":
                AssertUnchanged(AssignmentFormat.Instance, row);
                break;
            case "warning":
                AssertUnchanged(WarningFormat.Instance, row);
                break;
            default:
                Assert.Fail($"No format for row '{row.Key}'.");
                break;
        }
    }

    private static void AssertUnchanged<T>(RowFormat<T> format, StoredRow row)
        where T : class =>
        Assert.Equal(
            Sorted(row.Properties.Where(property => property.Key != CommitId.Property)),
            Sorted(format.Write(row.Key, format.Read(row)).Properties)
        );

    private static void AssertSameMeter(StoredRow row)
    {
        var meter = MeterFormat.Instance.Read(row);
        var again = MeterFormat.Instance.Read(
            new StoredRow(row.Key, MeterFormat.Instance.Write(row.Key, meter).Properties, "1")
        );
        Assert.Equivalent(meter, again, strict: true);
    }

    private static IEnumerable<KeyValuePair<string, object>> Sorted(
        IEnumerable<KeyValuePair<string, object>> properties
    ) => properties.OrderBy(property => property.Key, StringComparer.Ordinal);
}
