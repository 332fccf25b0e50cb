using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Applies every step to the product and to the reference model. After each step, the outcome, the charged windows with
/// their payments, every grant and the number of postings must be equal. <see cref="Team"/> also checks conservation
/// and recomputation.
/// </summary>
public sealed partial class ModelComparison
{
    private readonly ReferenceAccount _model;
    private readonly Customer _product;
    private int _events;

    public ModelComparison(ReferenceOptions options)
    {
        _model = new ReferenceAccount(options, RateSchedule.Of, "design", "build");
        _product = new Customer(Settings.Of(options), RateSchedule.Card);
        _product.Team("design");
        _product.Team("build");
    }

    /// <summary>
    /// True after an implied close at the time of an accepted closed. The rules do not define on which side of the
    /// implied close that closed lies, so the result of later signals is ambiguous and the story ends.
    /// </summary>
    public bool RulesAreAmbiguous { get; private set; }

    public void Apply(Step step)
    {
        switch (step)
        {
            case Step.Buys buys:
                Require(
                    step,
                    _model.Buy(buys.Order, buys.Tokens, buys.Team, buys.ByInvoice, buys.At),
                    Answers.Of(
                        _product.Buy(
                            buys.Order,
                            buys.Tokens,
                            buys.At,
                            buys.Team,
                            buys.ByInvoice ? PaymentMethod.Invoice : PaymentMethod.Card
                        )
                    )
                );
                break;
            case Step.Returns returns when _product.Orders.ContainsKey(returns.Order):
                Require(
                    step,
                    _model.Return(returns.Order, returns.At),
                    Answers.Of(_product.Return(returns.Order, returns.At))
                );
                break;
            case Step.Moves moves when _product.Orders.ContainsKey(moves.Order):
                Require(
                    step,
                    _model.Move(moves.Order, moves.Team, moves.At),
                    Answers.Of(_product.Move(moves.Order, moves.Team, moves.At))
                );
                break;
            case Step.Invoices invoices when _product.Orders.ContainsKey(invoices.Order):
                Require(
                    step,
                    _model.Invoice(invoices.Order, invoices.Status.ToString().ToLowerInvariant()),
                    Answers.Of(_product.Invoice(invoices.Order, invoices.Status, invoices.At))
                );
                break;
            case Step.Sends { Sent: var sent }:
                Send(step, sent);
                break;
            case Step.Makes makes:
                Make(makes);
                break;
            case Step.TurnsSeat turns:
                TurnSeat(turns);
                break;
            case Step.Allows allows:
                Allow(allows);
                break;
            case Step.GetsCredits gets:
                _model.Teams[gets.Team].GrantCredits(gets.Grant, gets.Credits, gets.Expires);
                _product.Team(gets.Team).GrantCredits(gets.Grant, gets.Credits, gets.Expires, gets.At);
                break;
            default:
                break;
        }

        foreach (var (team, model) in _model.Teams)
        {
            RequireMoney(step, model, _product.Team(team));
        }
    }

    private void Send(Step step, GeneratedSignal sent)
    {
        var (model, product) = (_model.Teams[sent.Team], _product.Team(sent.Team));
        var expected = model.See(sent.User, sent.Product, sent.Signal, sent.EnqueuedAt, sent.Now);
        var outcome = product.Decide(sent.AsEvent(++_events), sent.Now);
        Require(step, (expected, model.DeniedBefore), Answers.Of(outcome));
        RequireMeter(step, sent.Team, sent.User, sent.Product);
        Require(step, model.Balance(sent.Now), product.UsableAt(sent.Now));
    }

    private void Make(Step.Makes makes)
    {
        var (model, product) = (_model.Teams[makes.Team], _product.Team(makes.Team));
        var (tokens, credits) = RateSchedule.OfRender(makes.Product);
        var expected = model.Result(
            new ReferenceResult(
                makes.Id,
                makes.User,
                makes.Product,
                tokens * makes.Quantity,
                credits * makes.Quantity,
                makes.Time
            ),
            makes.At,
            makes.At
        );
        var outcome = product.Result(
            makes.Quantity,
            makes.Time,
            makes.Id,
            enqueuedAt: makes.At,
            user: makes.User,
            product: makes.Product
        );
        Require(makes, (expected, model.DeniedBefore), Answers.Of(outcome));
        RequireMeter(makes, makes.Team, makes.User, makes.Product);
    }

    private void TurnSeat(Step.TurnsSeat turns)
    {
        var (model, product) = (_model.Teams[turns.Team], _product.Team(turns.Team));
        if (model.Meter(turns.User, turns.Product).HoldsSeat)
        {
            model.TakeSeat(turns.User, turns.Product, turns.At);
            product.TakeSeat(turns.At, turns.User, turns.Product);
        }
        else
        {
            model.GiveSeat(turns.User, turns.Product, turns.At);
            product.GiveSeat(turns.At, turns.User, turns.Product);
        }

        RequireMeter(turns, turns.Team, turns.User, turns.Product);
    }

    private void Allow(Step.Allows allows)
    {
        var (model, product) = (_model.Teams[allows.Team], _product.Team(allows.Team));
        model.Admission = model.Admission with
        {
            Users = allows.Users?.Select(user => user.ToUpperInvariant()).ToArray(),
            Products = allows.Products,
        };
        product.Admit(
            new Admission(
                product.Usage.Admission.PaymentOverdue,
                TeamPolicy.Default with
                {
                    AssignedUsersOnly = allows.Users is not null,
                    Products = allows.Products is null ? null : ProductId.SetOf(allows.Products.Select(ProductId.Of)),
                },
                [.. (allows.Users ?? []).Select(UserId.Of)]
            )
        );
    }
}
