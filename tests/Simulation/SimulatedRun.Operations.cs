using FlexFunctions.Simulation.Audit;
using FlexFunctions.Storage;

namespace FlexFunctions.Simulation;

/// <content>The operations of instances: handling messages, timers, API calls.</content>
internal sealed partial class SimulatedRun
{
    private const int MostTries = 8;

    /// <summary>How long a message stays locked; the same as in Azure and on the local host.</summary>
    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(5);

    private void WakeAll(QueuedMessage by)
    {
        var dice = Dice(by.Content.Number, by.Deliveries);
        for (var i = 0; i < _instances.Length; i++)
        {
            var index = i;
            _world.At(_world.Now.AddMilliseconds(dice.Next(1, 400)), () => _ = ReceiveAsync(index));
        }
    }

    private async Task ReceiveAsync(int index)
    {
        var instance = At(index);
        while (!instance.IsReceiving && !instance.HasCrashed)
        {
            if (_queue.Next is not { } next)
            {
                return;
            }

            // Without the repeats, a message that is never taken first could keep all others from any progress.
            var dice = Dice(next.Content.Number, next.Deliveries + _queue.Repeats, index);
            var taken = _queue.Receive(dice.Next(1, 12), dice, s_lock);
            if (taken.Count == 0)
            {
                // All of them were dead-lettered after too many deliveries. The host does not call a function with no messages.
                continue;
            }

            instance.IsReceiving = true;
            var operation = Begin(OperationKind.Usage, [.. taken.Select(message => message.Content)], null, dice);
            await DoAsync(instance, operation, () => HandleAsync(instance, taken, operation));
            instance.IsReceiving = false;
        }

        if (instance.HasCrashed)
        {
            // The host starts the app again, which receives what is left.
            _world.At(_world.Now.AddSeconds(1), () => _ = ReceiveAsync(index));
        }
    }

    private async Task HandleAsync(Instance instance, List<QueuedMessage> taken, SimulatedOperation operation)
    {
        var actions = new MessageActions(_queue, instance, _world, _faults, operation, taken);
        try
        {
            await instance.HandleAsync([.. taken], actions);
        }
        catch (LockLostException)
        {
            // The host abandons messages that are not settled.
            await actions.EndAsync(failed: true);
            return;
        }

        await actions.EndAsync(failed: false);
    }

    private void Tick(OperationKind timer, Random dice)
    {
        var instance = At(dice.Next(_instances.Length));
        var operation = Begin(timer, [], null, dice);
        _ = DoAsync(
            instance,
            operation,
            async () =>
            {
                try
                {
                    await instance.TickAsync(timer);
                }
                catch (RowStoreException)
                {
                    // The host logs it, and the timer fires again later.
                }
            }
        );
    }

    /// <summary>Makes calls at the same time, at one instance.</summary>
    private async Task RushAsync(Step.Rush rush)
    {
        var instance = Dice(rush.Number).Next(_instances.Length);
        var operations = new List<SimulatedOperation>();
        await Task.WhenAll(
            rush.Calls.Select((call, i) => AskAsync(call, Dice(rush.Number, i), instance, operations.Add))
        );
        _auditor.Rushed(rush.Calls.Count, operations);
    }

    /// <summary>Makes a call as a client does: retries it with the same key until there is an answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="dice">The random numbers of the step.</param>
    /// <param name="at">The instance; null for any.</param>
    /// <param name="began">Receives the operation of each try; null for nobody.</param>
    private async Task AskAsync(AdminCall call, Random dice, int? at = null, Action<SimulatedOperation>? began = null)
    {
        if (call.Order.Length > 0)
        {
            if (!_orders.TryGetValue(call.Order, out var id))
            {
                return;
            }

            call = call with { Order = id };
        }

        if (call.AtBoundary)
        {
            // Clocks are up to a minute apart, so this is in the past on every instance.
            var until = _world.Now - TimeSpan.FromMinutes(2);
            call = call with { Time = _auditor.Boundary(call.Account, call.Team, until, dice) ?? call.Time };
        }

        _inProgress++;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (index, operation) = (at ?? dice.Next(_instances.Length), Begin(OperationKind.Call, [], call, dice));
            began?.Invoke(operation);
            var instance = At(index);
            var answer = await AskOnceAsync(instance, operation, call);
            if (answer is (503, _))
            {
                _auditor.Unavailable(operation);
            }
            else if (answer is var (status, body))
            {
                if (status == 500)
                {
                    _auditor.Broken(operation, instance.Fault);
                }

                _auditor.Answered(operation, status, body, _world.Now, _skews[index]);
                if (status == 201 && call.Kind == CallKind.Buy)
                {
                    _orders[call.Key!] = body.GetProperty("id").GetString()!;
                }

                break;
            }

            await _world.DelayAsync(TimeSpan.FromSeconds(dice.Next(1, 10)));
        }

        _inProgress--;
    }

    private async Task<(int Status, System.Text.Json.JsonElement Body)?> AskOnceAsync(
        Instance instance,
        SimulatedOperation operation,
        AdminCall call
    )
    {
        Call.For(operation);
        var answer = instance.CallAsync(call, _token);
        await Task.WhenAny(answer, instance.Crashed, _world.DelayAsync(TimeSpan.FromMinutes(1)));
        if (answer.Exception is { } failure)
        {
            _auditor.Failed(operation, failure.GetBaseException());
        }

        return answer.IsCompletedSuccessfully ? await answer : null;
    }

    /// <summary>Runs an operation on an instance until it ends or the instance crashes.</summary>
    private async Task DoAsync(Instance instance, SimulatedOperation operation, Func<Task> act)
    {
        _inProgress++;
        Call.For(operation);
        var done = act();
        await Task.WhenAny(done, instance.Crashed);
        _inProgress--;
        if (done.Exception is { } failure)
        {
            // No one awaits this task, so its exception is reported here.
            _auditor.Failed(operation, failure.GetBaseException());
        }
    }

    private SimulatedOperation Begin(
        OperationKind kind,
        IReadOnlyList<SentMessage> messages,
        AdminCall? call,
        Random dice
    )
    {
        var operation = new SimulatedOperation(kind, ++_operations, dice, _world.Now)
        {
            Messages = messages,
            Asked = call,
        };
        _auditor.Begun(operation);
        return operation;
    }
}
