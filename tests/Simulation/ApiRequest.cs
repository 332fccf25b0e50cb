using System.Globalization;
using System.Text.Json;
using FlexFunctions.Simulation.Audit;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.Simulation;

/// <summary>Calls HTTP functions directly. Routing belongs to the host and has its own tests.</summary>
internal static class ApiRequest
{
    /// <summary>Creates the request of a call.</summary>
    public static DefaultHttpContext Of(AdminCall call, string token)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = PathOf(call);
        context.Request.QueryString = new QueryString(
            call.Kind switch
            {
                CallKind.Check => $"?user={call.User}&product={call.Product}",
                CallKind.PastBalance => $"?at={call.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}",
                CallKind.Export => "?format=export",
                _ => "",
            }
        );
        context.Request.Headers.Authorization = "Bearer " + token;
        if (call.Key is not null)
        {
            context.Request.Headers["Idempotency-Key"] = call.Key;
        }

        if (BodyOf(call) is { } body)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options);
            (context.Request.ContentType, context.Request.ContentLength) = ("application/json", json.Length);
            context.Request.Body = new MemoryStream(json);
        }

        return context;
    }

    /// <summary>Runs the function of a call.</summary>
    public static Task<IResult> RunAsync(AdminCall call, HttpRequest request, Instance instance)
    {
        var (account, team, user, product) = (call.Account, call.Team, call.User, call.Product);
        return call.Kind switch
        {
            CallKind.Buy => instance.Function<PurchaseOrder>().Run(request, account, default),
            CallKind.Credits => instance.Function<GrantCloudCredits>().Run(request, account, team, default),
            CallKind.Move => instance.Function<MoveOrder>().Run(request, account, call.Order, default),
            CallKind.Return => instance.Function<ReturnOrder>().Run(request, account, call.Order, default),
            CallKind.Invoice => instance.Function<ChangeInvoice>().Run(request, account, call.Order, default),
            CallKind.Policy => instance.Function<PutPolicy>().Run(request, account, team, default),
            CallKind.Assign => instance.Function<AssignUser>().Run(request, account, team, user, default),
            CallKind.Unassign => instance.Function<UnassignUser>().Run(request, account, team, user, default),
            CallKind.Plan => instance.Function<PutPlan>().Run(request, account, team, default),
            CallKind.Sell => instance.Function<PutSubscription>().Run(request, account, team, product, default),
            CallKind.Give => instance.Function<GiveSeat>().Run(request, account, team, product, user, default),
            CallKind.Take => instance.Function<TakeSeat>().Run(request, account, team, product, user, default),
            CallKind.Start => instance.Function<StartAccess>().Run(request, account, team, default),
            CallKind.Check => instance.Function<CheckAccess>().Run(request, account, team, default),
            CallKind.Balance or CallKind.PastBalance => instance
                .Function<GetBalance>()
                .Run(request, account, team, default),
            CallKind.Export => instance.Function<GetJournal>().Run(request, account, team, default),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string PathOf(AdminCall call) =>
        call.Kind switch
        {
            CallKind.Buy => $"/api/accounts/{call.Account}/orders",
            CallKind.Move => $"/api/accounts/{call.Account}/orders/{call.Order}/move",
            CallKind.Return => $"/api/accounts/{call.Account}/orders/{call.Order}/return",
            CallKind.Credits => $"/api/accounts/{call.Account}/teams/{call.Team}/cloud-credits",
            _ => $"/api/accounts/{call.Account}/teams/{call.Team}",
        };

    private static object? BodyOf(AdminCall call) =>
        call.Kind switch
        {
            CallKind.Buy => new
            {
                team = call.To.Length > 0 ? call.To : null,
                tokens = call.Number,
                country = "GB",
                payment = call.Status,
            },
            CallKind.Credits => new { amount = call.Number, expiresAt = call.Time },
            CallKind.Move => new { team = call.To },
            CallKind.Invoice => new { status = call.Status },
            CallKind.Plan => new { plan = call.Status },
            CallKind.Sell => new { seats = call.Number },
            CallKind.Start => new
            {
                user = call.User,
                product = call.Product,
                session = call.Session,
                time = call.Time,
            },
            CallKind.Policy => new
            {
                users = call.AssignedOnly ? "assigned" : "all",
                products = call.Products is { } some ? (object)some : "all",
                lowBalanceTokens = call.LowTokens,
                lowBalancePercent = call.LowPercent,
                recipients = call.Recipients,
            },
            _ => null,
        };
}
