using System.Globalization;
using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <content>Calls of the API.</content>
internal sealed partial class StoryWriter
{
    private void Buy(DateTimeOffset at, string account, string team, long tokens)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"k{++_number}");
        _orders.Add((account, key));
        Ask(
            at,
            new AdminCall(CallKind.Buy, account, "")
            {
                To = team,
                Key = key,
                Number = tokens,
                Status = _dice.Next(3) > 0 ? "card" : "invoice",
            }
        );
    }

    private void Ask(DateTimeOffset at, (string Account, string Team) of)
    {
        var call = new AdminCall(CallKind.Balance, of.Account, of.Team)
        {
            User = Any(s_users),
            Product = Any(s_products),
        };
        var mine = _orders.Where(order => order.Account == of.Account).ToList();
        var order = mine[_dice.Next(mine.Count)].Key;
        var key = _dice.Next(2) == 0 ? $"k{++_number}" : null;
        switch (_dice.Next(18))
        {
            case 0 or 1 or 2:
                Buy(at, of.Account, _dice.Next(6) == 0 ? "" : of.Team, _dice.Next(1, 60));
                break;
            case 3:
                Ask(at, call with { Kind = CallKind.Move, Team = "", Order = order, To = of.Team, Key = key });
                break;
            case 4:
                Ask(at, call with { Kind = CallKind.Return, Team = "", Order = order, Key = key });
                break;
            case 5 or 6:
                var status = Any("paid", "overdue", "overdue", "paid", "void");
                Ask(at, call with { Kind = CallKind.Invoice, Team = "", Order = order, Status = status });
                break;
            case 7 or 8:
                Ask(
                    at,
                    call with
                    {
                        Kind = CallKind.Policy,
                        // Events of this team that arrived earlier are dead-lettered.
                        Team = _dice.Next(10) == 0 ? "ghost" : of.Team,
                        AssignedOnly = _dice.Next(4) == 0,
                        Products = Products(),
                        LowTokens = _dice.Next(3) == 0 ? _dice.Next(60) : null,
                        Recipients = Recipients(),
                    }
                );
                break;
            case 9 or 10:
                Ask(
                    at,
                    call with
                    {
                        Kind = Any(CallKind.Assign, CallKind.Assign, CallKind.Unassign, CallKind.Plan),
                        Status = Any("premium", "standard"),
                    }
                );
                break;
            case 11:
                Ask(at, call with { Kind = CallKind.Sell, Number = _dice.Next(3) });
                break;
            case 12 or 13:
                Ask(at, call with { Kind = Any(CallKind.Give, CallKind.Take) });
                break;
            case 14:
                var expires = at.AddMinutes(_dice.Next(10, 9_000));
                Ask(
                    at,
                    call with
                    {
                        Kind = CallKind.Credits,
                        Key = $"k{++_number}",
                        Number = _dice.Next(1, 40),
                        Time = expires,
                    }
                );
                break;
            case 15:
                Ask(at, call with { Kind = CallKind.Start, Session = $"s{_dice.Next(4)}", Time = at });
                break;
            case 16:
                Ask(at, call with { Kind = CallKind.Check });
                break;
            default:
                Ask(at, call);
                break;
        }
    }

    private void Ask(DateTimeOffset at, AdminCall call) =>
        _steps.Add(new Step.Ask(++_number, at, call, _dice.Next(10) == 0));

    private List<string>? Products() => _dice.Next(4) == 0 ? [Any(s_products), Any(s_products)] : null;

    private List<string> Recipients() => [.. s_recipients.Take(_dice.Next(2) == 0 ? _dice.Next(1, 3) : 0)];
}
