using System.Text.Json;
using Azure;

namespace FlexFunctions.Storage.Tests;

/// <summary>The Azure adapter's handling of responses that Azurite never sends.</summary>
public sealed class AzureTablesAnswerTests
{
    [Theory]
    [InlineData(503, "ServerBusy", false)]
    [InlineData(500, "OperationTimedOut", true)]
    [InlineData(409, "TableBeingDeleted", false)]
    public async Task Refused_commit_may_be_applied_only_if_the_service_started_it(
        int status,
        string code,
        bool expected
    )
    {
        foreach (var answer in (string[])[RefusedRequest(status, code), RefusedOperation(status, code, "0:")])
        {
            var error = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(answer));
            Assert.Equal(expected, error.MayHaveBeenApplied);
            Assert.Contains($"{status} {code}", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(409, "EntityAlreadyExists")]
    [InlineData(412, "UpdateConditionNotSatisfied")]
    [InlineData(412, "ConditionNotMet")]
    [InlineData(404, "ResourceNotFound")]
    [InlineData(404, "EntityNotFound")]
    public async Task Failed_precondition_is_a_conflict_that_names_the_row(int status, string code)
    {
        var conflict = await Assert.ThrowsAsync<RowConflictException>(() =>
            CommitAsync(RefusedOperation(status, code, "1:"))
        );
        Assert.Equal((1, "b"), (conflict.OperationIndex, conflict.Key));
        Assert.IsAssignableFrom<RequestFailedException>(conflict.InnerException);
        conflict = await Assert.ThrowsAsync<RowConflictException>(() =>
            CommitAsync(RefusedOperation(status, code, "0:"))
        );
        Assert.Equal((0, "a"), (conflict.OperationIndex, conflict.Key));
    }

    [Theory]
    [InlineData("2:")]
    [InlineData("")]
    public async Task Failed_precondition_of_an_unknown_operation_is_a_failure(string operation)
    {
        var error = await Assert.ThrowsAsync<RowStoreException>(() =>
            CommitAsync(RefusedOperation(412, "ConditionNotMet", operation))
        );
        Assert.False(error.MayHaveBeenApplied);
        Assert.Contains("412 ConditionNotMet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_response_leaves_the_outcome_of_the_commit_unknown()
    {
        foreach (var body in (string[])["", "nonsense", "--batchresponse_1\n\nnonsense\n--batchresponse_1--"])
        {
            var error = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(Batch(body)));
            Assert.True(error.MayHaveBeenApplied);
        }
    }

    [Fact]
    public async Task Busy_store_fails_reads()
    {
        await using var server = new CannedHttpServer(RefusedRequest(503, "ServerBusy"));
        var store = Store(server);
        var read = await Assert.ThrowsAsync<RowStoreException>(() =>
            store.ReadAsync("Ledger", "account", "a", default)
        );
        Assert.False(read.MayHaveBeenApplied);
        var range = await Assert.ThrowsAsync<RowStoreException>(() =>
            store.ReadRangeAsync("Ledger", "account", "a", "b", 10, default)
        );
        Assert.Contains("too busy", range.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incomplete_response_leaves_the_outcome_of_the_commit_unknown()
    {
        (string Answer, string Message)[] answers =
        [
            (Accepted("ETag: W/\"1\""), "The transaction of 2 operations was answered with 1 parts."),
            (Accepted("ETag: W/\"1\"", "Preference-Applied: none"), "The write of row 'b' was answered without a tag."),
        ];
        foreach (var (answer, message) in answers)
        {
            var error = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(answer));
            Assert.Equal($"The store's answer cannot be understood. ({message})", error.Message);
            Assert.True(error.MayHaveBeenApplied);
        }

        await CommitAsync(Accepted("ETag: W/\"1\"", "ETag: W/\"2\""));
    }

    [Fact]
    public async Task Replace_in_a_missing_table_is_a_conflict()
    {
        var conflict = await Assert.ThrowsAsync<RowConflictException>(() =>
            CommitAsync(RefusedRequest(404, "TableNotFound"))
        );
        Assert.Equal((1, "b"), (conflict.OperationIndex, conflict.Key));
    }

    [Fact]
    public async Task Commit_without_a_table_that_can_be_created_is_not_applied()
    {
        await using var server = new CannedHttpServer(
            RefusedRequest(404, "TableNotFound"),
            RefusedRequest(503, "ServerBusy"),
            Accepted("ETag: W/\"1\"")
        );
        var error = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(server, s_insert));
        Assert.Equal("The store is too busy. (503 ServerBusy)", error.Message);
        Assert.False(error.MayHaveBeenApplied);
    }

    [Fact]
    public async Task Failure_to_drop_a_table_is_reported()
    {
        await using var server = new CannedHttpServer(RefusedRequest(503, "ServerBusy"));
        var error = await Assert.ThrowsAsync<RowStoreException>(() => Store(server).DropTableAsync("Ledger", default));
        Assert.Equal("The store is too busy. (503 ServerBusy)", error.Message);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("b", "a")]
    public async Task Empty_range_sends_no_request(string from, string before)
    {
        await using var server = new CannedHttpServer(RefusedRequest(503, "ServerBusy"));
        Assert.Empty(await Store(server).ReadRangeAsync("Ledger", "account", from, before, 10, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store(server).ReadRangeAsync("Ledger", "account", from, before, 10, new CancellationToken(canceled: true))
        );
    }

    private static readonly RowOperation s_insert = TestRow.Insert("a");

    private static async Task CommitAsync(string answer)
    {
        await using var server = new CannedHttpServer(answer);
        await CommitAsync(server, s_insert, new RowOperation.Replace(TestRow.Of("b"), "W/\"1\""));
    }

    private static async Task CommitAsync(CannedHttpServer server, params RowOperation[] operations) =>
        await Store(server).CommitAsync("Ledger", "account", operations, CancellationToken.None);

    private static AzureTablesRowStore Store(CannedHttpServer server) =>
        AzureTablesRowStore.FromConnectionString(
            $"DefaultEndpointsProtocol=http;AccountName=flex;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:{server.Port}/flex"
        );

    /// <summary>Returns an error response to a whole request.</summary>
    private static string RefusedRequest(int status, string code)
    {
        var body = Error(code, "");
        return $"""
            HTTP/1.1 {status} Refused
            Content-Type: application/json;odata=minimalmetadata
            x-ms-error-code: {code}
            Connection: close
            Content-Length: {body.Length}

            {body}
            """;
    }

    /// <summary>
    /// Returns an error response to a transaction in an accepted batch; its message starts with the operation.
    /// </summary>
    private static string RefusedOperation(int status, string code, string operation) =>
        Batch(
            $"""
            --batchresponse_1
            Content-Type: multipart/mixed; boundary=changesetresponse_1

            --changesetresponse_1
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            HTTP/1.1 {status} Refused
            X-Content-Type-Options: nosniff
            DataServiceVersion: 3.0;
            Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8

            {Error(code, operation)}
            --changesetresponse_1--
            --batchresponse_1--
            """
        );

    /// <summary>Returns the response to an applied transaction with these headers in its parts.</summary>
    private static string Accepted(params string[] headers) =>
        Batch(
            "--batchresponse_1\nContent-Type: multipart/mixed; boundary=changesetresponse_1\n\n"
                + string.Concat(
                    headers.Select(header =>
                        "--changesetresponse_1\nContent-Type: application/http\nContent-Transfer-Encoding: binary\n\n"
                        + $"HTTP/1.1 204 No Content\n{header}\nDataServiceVersion: 3.0;\n\n\n"
                    )
                )
                + "--changesetresponse_1--\n--batchresponse_1--\n"
        );

    private static string Batch(string body) =>
        $"""
            HTTP/1.1 202 Accepted
            Content-Type: multipart/mixed; boundary=batchresponse_1
            Connection: close
            Content-Length: {body.ReplaceLineEndings("\r\n").Length}

            {body}
            """;

    private static string Error(string code, string operation) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["odata.error"] = new { code, message = new { lang = "en-US", value = $"{operation}Refused." } },
            }
        );
}
