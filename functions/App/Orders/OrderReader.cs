using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Finds orders and tells of them.</summary>
internal static class OrderReader
{
    /// <summary>
    /// The order that a route names, and the ledger of the team that has it; null if the account has none of that name. Both
    /// are of one moment: the order is where it was when the ledger was read.
    /// </summary>
    public static async Task<(Order Order, TeamLedger Team)?> FindAsync(LedgerReader reader, string name)
    {
        if (!Identifier.IsValid(name) || await reader.ReadOrderAsync(OrderId.Of(name)) is not { } order)
        {
            return null;
        }

        while (true)
        {
            reader.Refresh(order.Team);
            var team = await reader.ReadTeamOrNewAsync(order.Team);
            reader.Refresh(order.Id);
            var again = await reader.ReadOrderAsync(order.Id) ?? order;
            if (again == order)
            {
                return (order, team);
            }

            order = again;
        }
    }

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
