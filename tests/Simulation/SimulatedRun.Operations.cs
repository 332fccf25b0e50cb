using FlexFunctions.Simulation.Audit;
using FlexFunctions.Storage;

namespace FlexFunctions.Simulation;

/// <content>What instances do: take messages, run timers, answer calls.</content>
internal sealed partial class SimulatedRun
{
    private const int MostTries = 8;

    private void WakeAll(QueuedMessage by)
    {
        var dice = Dice(by.Content.Number, by.Deliveries);
        for (var i = 0; i < _instances.Length; i++)
        {
            var index = i;
            _world.At(_world.Now.AddMilliseconds(dice.Next(1, 400)), () => _ = TakeAsync(index));
        }
    }

    private async Task TakeAsync(int index)
    {
        var instance = At(index);
        while (!instance.IsTaking && !instance.IsGone)
        {
            if (_queue.Next is not { } next)
            {
                return;
            }

            var dice = Dice(next.Content.Number, next.Deliveries, index);
            var taken = _queue.Receive(dice.Next(1, 12), dice, TimeSpan.FromSeconds(60));
            if (taken.Count == 0)
            {
                // All of them had been delivered too often; no host calls a function with nothing.
                continue;
            }

            instance.IsTaking = true;
            var deed = Begin(DeedKind.Usage, [.. taken.Select(message => message.Content)], null, dice);
            await DoAsync(instance, deed, () => TakeAsync(instance, taken, deed));
            instance.IsTaking = false;
        }
    }

    private async Task TakeAsync(Instance instance, List<QueuedMessage> taken, SimulatedOperation deed)
    {
        var actions = new MessageActions(_queue, instance, _world, _faults, deed, taken);
        try
        {
            await instance.TakeAsync([.. taken], actions);
        }
        catch (LockLostException)
        {
            // The host gives back what is not settled.
            await actions.EndAsync(failed: true);
            return;
        }

        await actions.EndAsync(failed: false);
    }

    private void Tick(DeedKind timer, Random dice)
    {
        var instance = At(dice.Next(_instances.Length));
        var deed = Begin(timer, [], null, dice);
        _ = DoAsync(
            instance,
            deed,
            async () =>
            {
                try
                {
                    await instance.TickAsync(timer);
                }
                catch (RowStoreException)
                {
                    // The host logs it; the timer comes again.
                }
            }
        );
    }

    /// <summary>A client asks until it is told, with the same key.</summary>
    private async Task AskAsync(AdminCall call, Random dice)
    {
        if (call.Order.Length > 0)
        {
            if (!_orders.TryGetValue(call.Order, out var id))
            {
                return;
            }

            call = call with { Order = id };
        }

        _underWay++;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (index, deed) = (dice.Next(_instances.Length), Begin(DeedKind.Call, [], call, dice));
            var instance = At(index);
            var answer = await AskOnceAsync(instance, deed, call);
            if (answer is var (status, body) && status != 503)
            {
                if (status == 500)
                {
                    _auditor.Broken(deed, instance.Fault);
                }

                _auditor.Answered(deed, status, body, _world.Now, _skews[index]);
                if (status == 201 && call.Kind == CallKind.Buy)
                {
                    _orders[call.Key!] = body.GetProperty("id").GetString()!;
                }

                break;
            }

            await _world.DelayAsync(TimeSpan.FromSeconds(dice.Next(1, 10)));
        }

        _underWay--;
    }

    private async Task<(int Status, System.Text.Json.JsonElement Body)?> AskOnceAsync(
        Instance instance,
        SimulatedOperation deed,
        AdminCall call
    )
    {
        Call.For(deed);
        var answer = instance.CallAsync(call, _token);
        await Task.WhenAny(answer, instance.Gone, _world.DelayAsync(TimeSpan.FromMinutes(1)));
        return answer.IsCompleted ? await answer : null;
    }

    /// <summary>Does something on an instance, until it is done or the instance is gone.</summary>
    private async Task DoAsync(Instance instance, SimulatedOperation deed, Func<Task> act)
    {
        _underWay++;
        Call.For(deed);
        var done = act();
        await Task.WhenAny(done, instance.Gone);
        _underWay--;
        if (done.Exception is { } failure)
        {
            // Nobody awaits what an instance does, so it must not go unseen.
            _auditor.Failed(deed, failure.GetBaseException());
        }
    }

    private SimulatedOperation Begin(DeedKind kind, IReadOnlyList<SentMessage> messages, AdminCall? call, Random dice)
    {
        var deed = new SimulatedOperation(kind, ++_deeds, dice, _world.Now) { Messages = messages, Asked = call };
        _auditor.Begun(deed);
        return deed;
    }
}
