using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace FlexFunctions.Storage;

/// <summary>Maps errors of Azure Tables and of the network to the errors of <see cref="IRowStore"/>.</summary>
internal static class AzureTablesFailure
{
    /// <summary>Returns true for an exception of the store; false for the caller's own cancellation.</summary>
    public static bool IsFailure(Exception error, CancellationToken cancellationToken) =>
        error is not (RowConflictException or RowStoreException)
        && !(error is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>Returns true if the table does not exist (rather than the row).</summary>
    public static bool IsTableMissing(RequestFailedException error) =>
        error.Status == (int)HttpStatusCode.NotFound && error.ErrorCode == TableErrorCode.TableNotFound;

    /// <summary>Maps a failed read or table creation: no row was written.</summary>
    public static RowStoreException OfRead(Exception error) => new(Describe(error), mayHaveBeenApplied: false, error);

    /// <summary>Maps a failed commit: a conflict if the store names the row, else a failure.</summary>
    public static Exception OfCommit(Exception error, IReadOnlyList<RowOperation> operations)
    {
        if (error is TableTransactionFailedException { FailedTransactionActionIndex: int index } refused)
        {
            if (IsConflict(refused) && index >= 0 && index < operations.Count)
            {
                return new RowConflictException(index, operations[index].Key, error);
            }
        }
        return new RowStoreException(Describe(error), MayHaveBeenApplied(error), error);
    }

    private static bool IsConflict(RequestFailedException error) =>
        error.Status switch
        {
            (int)HttpStatusCode.PreconditionFailed => true,
            (int)HttpStatusCode.Conflict => error.ErrorCode == TableErrorCode.EntityAlreadyExists,
            (int)HttpStatusCode.NotFound => error.ErrorCode != TableErrorCode.TableNotFound,
            _ => false,
        };

    private static bool MayHaveBeenApplied(Exception error) =>
        error switch
        {
            // No complete response: the commit is known to have failed only if the request cannot have been sent.
            RequestFailedException { Status: 0 } => !NeverSent(error),
            // The service rejected the request.
            RequestFailedException { Status: 503, ErrorCode: "ServerBusy" } => false,
            RequestFailedException { Status: 408 or >= 500 } => true,
            RequestFailedException { Status: >= 400 } => false,
            Azure.Identity.AuthenticationFailedException => false,
            _ => !NeverSent(error),
        };

    private static bool NeverSent(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (
                error is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                        or HttpRequestError.ProxyTunnelError
                }
            )
            {
                return true;
            }
        }
        return false;
    }

    private static string Describe(Exception error) =>
        error switch
        {
            RequestFailedException { Status: 0 } or IOException or HttpRequestException =>
                $"The store cannot be reached. ({FirstLine(error)})",
            RequestFailedException { Status: 429 or 503 } busy =>
                $"The store is too busy. ({busy.Status} {busy.ErrorCode})",
            RequestFailedException { Status: 401 or 403 } refused =>
                $"The store refuses this program's credentials. ({refused.Status} {refused.ErrorCode})",
            RequestFailedException answer =>
                $"The store failed. ({answer.Status} {answer.ErrorCode}: {FirstLine(answer)})",
            OperationCanceledException => "The store did not answer in time.",
            Azure.Identity.AuthenticationFailedException =>
                $"There are no credentials for the store. ({FirstLine(error)})",
            _ => $"The store's answer cannot be understood. ({FirstLine(error)})",
        };

    // The first line only: the SDK's messages continue with headers and bodies.
    private static string FirstLine(Exception error) => error.Message.Split('\n', 2)[0].TrimEnd();
}
