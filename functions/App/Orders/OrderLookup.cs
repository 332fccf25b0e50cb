using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Finds the order in a route.</summary>
internal static class OrderLookup
{
    /// <summary>
    /// Reads an order and the ledger of the team that has it, both as of one moment. Returns null if the id is invalid or the
    /// account has no such order.
    /// </summary>
    public static async Task<(Order Order, TeamLedger Team)?> FindAsync(LedgerReader ledger, string id)
    {
        if (!Identifier.IsValid(id) || await ledger.ReadOrderAsync(OrderId.Of(id)) is not { } order)
        {
            return null;
        }

        while (true)
        {
            ledger.Refresh(order.Team);
            var team = await ledger.ReadTeamOrNewAsync(order.Team);
            ledger.Refresh(order.Id);
            var again = await ledger.ReadOrderAsync(order.Id) ?? order;
            if (again == order)
            {
                return (order, team);
            }

            // The order moved between the two reads.
            order = again;
        }
    }

    /// <summary>Returns the answer for an order that was not found.</summary>
    public static ApiAnswer NotFound(string id) =>
        ApiAnswer.Refuse(
            RejectionCode.OrderNotFound,
            Identifier.IsValid(id) ? $"The account has no order '{id}'." : "The account has no such order."
        );
}
