using Azure;
using Azure.Identity;

namespace FlexFunctions.Storage.Tests;

/// <summary>The error messages of a table service, and whether a failed commit may have been applied.</summary>
public sealed class AzureTablesFailureTests
{
    private static readonly RowOperation[] s_operations =
    [
        new RowOperation.Delete("a", "1"),
        new RowOperation.Delete("b", "2"),
    ];

    [Theory]
    [InlineData(0, null, "The store cannot be reached. (Its own words)")]
    [InlineData(429, "TooManyRequests", "The store is too busy. (429 TooManyRequests)")]
    [InlineData(503, "ServerBusy", "The store is too busy. (503 ServerBusy)")]
    [InlineData(
        401,
        "NoAuthenticationInformation",
        "The store refuses this program's credentials. (401 NoAuthenticationInformation)"
    )]
    [InlineData(
        403,
        "AuthorizationFailure",
        "The store refuses this program's credentials. (403 AuthorizationFailure)"
    )]
    [InlineData(500, "InternalError", "The store failed. (500 InternalError: Its own words)")]
    [InlineData(400, "InvalidInput", "The store failed. (400 InvalidInput: Its own words)")]
    public void Error_response_becomes_a_sentence(int status, string? code, string sentence)
    {
        var error = new RequestFailedException(status, "Its own words \r\nHeaders:\nAuthorization: it", code, null);
        var failure = AzureTablesFailure.OfRead(error);
        Assert.Equal(sentence, failure.Message);
        Assert.False(failure.MayHaveBeenApplied);
        Assert.Same(error, failure.InnerException);
        Assert.Equal(sentence, AzureTablesFailure.OfCommit(error, s_operations).Message);
    }

    [Fact]
    public void Failure_without_a_response_becomes_a_sentence()
    {
        (Exception, string)[] errors =
        [
            (new IOException("Cut off.\nat"), "The store cannot be reached. (Cut off.)"),
            (new HttpRequestException("Refused."), "The store cannot be reached. (Refused.)"),
            (new TaskCanceledException("A task was canceled."), "The store did not answer in time."),
            (
                new AuthenticationFailedException("No identity."),
                "There are no credentials for the store. (No identity.)"
            ),
            (new InvalidDataException("Half a row."), "The store's answer cannot be understood. (Half a row.)"),
        ];
        foreach (var (error, sentence) in errors)
        {
            Assert.Equal(sentence, AzureTablesFailure.OfRead(error).Message);
            var failure = Assert.IsType<RowStoreException>(AzureTablesFailure.OfCommit(error, s_operations));
            Assert.Equal(sentence, failure.Message);
            Assert.Same(error, failure.InnerException);
        }
    }

    [Theory]
    [InlineData(503, "ServerBusy", false)]
    [InlineData(503, "GatewayUnavailable", true)]
    [InlineData(502, "BadGateway", true)]
    [InlineData(504, "GatewayTimeout", true)]
    [InlineData(500, "OperationTimedOut", true)]
    [InlineData(429, "TooManyRequests", false)]
    [InlineData(403, "AuthenticationFailed", false)]
    [InlineData(413, "RequestBodyTooLarge", false)]
    [InlineData(499, "ClientClosed", false)]
    [InlineData(500, "InternalError", true)]
    [InlineData(599, "Timeout", true)]
    [InlineData(408, "RequestTimeout", true)]
    [InlineData(407, "ProxyAuthenticationRequired", false)]
    [InlineData(409, "TableBeingDeleted", false)]
    [InlineData(400, "InvalidInput", false)]
    [InlineData(399, "None", true)]
    [InlineData(202, "None", true)]
    public void Commit_may_be_applied_unless_the_service_refused_it(int status, string code, bool expected) =>
        Assert.Equal(expected, MayHaveBeenApplied(new RequestFailedException(status, "Refused.", code, null)));

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ProxyTunnelError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.InvalidResponse, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public void Commit_may_be_applied_unless_its_request_was_not_sent(HttpRequestError reason, bool expected)
    {
        var cause = new HttpRequestException(reason, "Cut off.");
        Assert.Equal(expected, MayHaveBeenApplied(cause));
        Assert.Equal(expected, MayHaveBeenApplied(new IOException("Cut off.", cause)));
        Assert.Equal(expected, MayHaveBeenApplied(new RequestFailedException(0, "Cut off.", null, cause)));
    }

    [Fact]
    public void Commit_may_be_applied_after_an_unknown_failure()
    {
        Assert.True(MayHaveBeenApplied(new RequestFailedException(0, "Cut off.")));
        Assert.True(MayHaveBeenApplied(new TaskCanceledException()));
        Assert.True(MayHaveBeenApplied(new InvalidDataException()));
        Assert.False(MayHaveBeenApplied(new AuthenticationFailedException("No identity.")));
    }

    [Theory]
    [InlineData(404, "TableNotFound", true)]
    [InlineData(404, "ResourceNotFound", false)]
    [InlineData(409, "TableNotFound", false)]
    public void Missing_table_is_distinguished_from_a_missing_row(int status, string code, bool isTable) =>
        Assert.Equal(isTable, AzureTablesFailure.IsTableMissing(new RequestFailedException(status, "", code, null)));

    [Fact]
    public async Task Cancellation_by_the_caller_is_not_a_failure_of_the_store()
    {
        using var cancel = new CancellationTokenSource();
        var cancelled = new OperationCanceledException();
        Assert.True(AzureTablesFailure.IsFailure(cancelled, cancel.Token));
        await cancel.CancelAsync();
        Assert.False(AzureTablesFailure.IsFailure(cancelled, cancel.Token));
        Assert.True(AzureTablesFailure.IsFailure(new IOException(), cancel.Token));
        Assert.True(AzureTablesFailure.IsFailure(new RequestFailedException("Cut off."), default));
    }

    [Fact]
    public void Exceptions_of_the_interface_are_not_wrapped_again()
    {
        Assert.False(AzureTablesFailure.IsFailure(new RowConflictException(0, "a"), default));
        Assert.False(AzureTablesFailure.IsFailure(new RowStoreException("Busy.", false), default));
    }

    private static bool MayHaveBeenApplied(Exception error) =>
        Assert.IsType<RowStoreException>(AzureTablesFailure.OfCommit(error, s_operations)).MayHaveBeenApplied;
}
