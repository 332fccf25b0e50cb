using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Finds orders and tells of them.</summary>
internal static class OrderReader
{
    /// <summary>The order that a route names; null if the account has none of that name.</summary>
    public static async Task<Order?> FindAsync(LedgerReader reader, string order) =>
        Identifier.IsValid(order) ? await reader.ReadOrderAsync(OrderId.Of(order)) : null;

    /// <summary>The answer when there is none.</summary>
    public static ApiAnswer NotFound(string order) =>
        ApiAnswer.Refuse(
            RejectionCode.OrderNotFound,
            Identifier.IsValid(order) ? $"The account has no order '{order}'." : "The account has no such order."
        );

    /// <summary>An order with what is left of it now, by the grants of the team that has it.</summary>
    public static async Task<OrderBody> TellAsync(LedgerReader reader, Order order) =>
        Tell(reader, order, await reader.ReadTeamOrNewAsync(order.Team));

    /// <summary>The same, when the team's ledger is known.</summary>
    public static OrderBody Tell(LedgerReader reader, Order order, TeamLedger team) =>
        OrderBody.Of(order, team.Pool.Remaining.GetValueOrDefault(order.Grant), reader.Now);
}
