using FlexFunctions.App.Hosting.Local.Simulation.Audit;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Hosting.Local.Simulation;

/// <summary>Plays a story in a world of its own, on one thread; the same story plays the same.</summary>
internal sealed class SimulatedRun
{
    private const int MostTries = 8;

    private static readonly Lazy<(Catalog Catalog, PriceBook Prices, LocalKey Key)> s_same = new(() =>
        (LocalFiles.Catalog(), PriceBook.Read(LocalFiles.CatalogPath), LocalKey.InMemory())
    );

    private readonly Story _story;
    private readonly Scheduler _world;
    private readonly Auditor _auditor;
    private readonly Faults _faults;
    private readonly SimulatedQueue _queue;
    private readonly SimulatedSetting _setting;
    private readonly Instance[] _instances;
    private readonly TimeSpan[] _skews;
    private readonly Dictionary<string, string> _orders = [];
    private readonly string _token;
    private int _deeds;
    private int _underWay;

    private SimulatedRun(Story story)
    {
        var (catalog, prices, key) = s_same.Value;
        var start = story.Steps.Count > 0 ? story.Steps[0].At : DateTimeOffset.UnixEpoch;
        (_story, _auditor, _faults) = (story, new Auditor(story.Terms, prices), new Faults(story.FaultOdds));
        _world = new Scheduler(new Random(story.Seed), start);
        _queue = new SimulatedQueue(_world, _auditor) { Changed = WakeAll };
        _setting = new SimulatedSetting(
            _world,
            new SimulatedTables { Committed = Tell },
            new SimulatedMail(_auditor),
            _faults,
            catalog,
            new UsageTerms(story.Terms.Timeout, story.Terms.Lateness),
            key
        );
        _token = key.Mint(Role.Operator, null, start.AddDays(-1), TimeSpan.FromDays(1_000));
        var dice = new Random(story.Seed);
        _skews = [.. Enumerable.Range(0, story.Instances).Select(_ => TimeSpan.FromSeconds(dice.Next(-60, 61)))];
        _instances = [.. _skews.Index().Select(entry => Start(entry.Index))];
    }

    /// <summary>Plays a story; what came of it.</summary>
    public static Outcome Play(Story story)
    {
        var run = new SimulatedRun(story);
        string? wrong = null;
        try
        {
            run._world.Run(run.PlayAsync);
        }
        catch (Violation violation)
        {
            wrong = violation.Message;
        }

        var auditor = run._auditor;
        return new Outcome(
            auditor.Found?.Message ?? wrong,
            auditor.Commits,
            run._faults.Counts,
            auditor.Accounts.Select(account => (account, auditor.Account(account))).ToDictionary()
        );
    }

    private async Task PlayAsync()
    {
        foreach (var step in _story.Steps)
        {
            if (step.At > _world.Now)
            {
                await _world.DelayAsync(step.At - _world.Now);
            }

            Do(step);
        }

        await RestAsync();
        _faults.End();
        await RestAsync();
        foreach (var dead in _queue.DeliveredTooOften.ToList())
        {
            _queue.Resubmit(dead);
        }

        await RestAsync();
        for (var round = 0; round < 3; round++)
        {
            foreach (var timer in new[] { DeedKind.Expire, DeedKind.Warn, DeedKind.Reconcile })
            {
                Tick(timer, Dice(round));
                await RestAsync();
            }

            await _world.DelayAsync(TimeSpan.FromMinutes(20));
        }

        _auditor.CheckAtRest(_world.Now - TimeSpan.FromMinutes(30));
    }

    /// <summary>Waits until nothing is under way and the queue is empty.</summary>
    private async Task RestAsync()
    {
        for (var waited = 0; _underWay > 0 || !_queue.IsEmpty; waited++)
        {
            if (waited > 1_000)
            {
                throw new Violation("nothing comes to rest");
            }

            if (_auditor.Found is not null)
            {
                throw _auditor.Found;
            }

            await _world.DelayAsync(TimeSpan.FromSeconds(30));
        }

        // What is done late is done by then.
        await _world.DelayAsync(TimeSpan.FromMinutes(1));
    }

    private void Do(Step step)
    {
        switch (step)
        {
            case Step.Send send:
                _queue.Send(send.Message);
                if (_faults.OfSending(Dice(step.Number)) == FaultKind.SentTwice)
                {
                    _queue.Send(send.Message);
                }

                break;
            case Step.Ask ask:
                _ = AskAsync(ask.Call, Dice(step.Number));
                _ = ask.IsMadeTwice ? AskAsync(ask.Call, Dice(-step.Number)) : Task.CompletedTask;
                break;
            case Step.Tick tick:
                Tick(tick.Timer, Dice(step.Number));
                break;
            case Step.Crash:
                _ = _instances[Dice(step.Number).Next(_instances.Length)].CrashAsync();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private Instance Start(int index) => new(_setting, _skews[index], Dice(index).Next());

    /// <summary>Dice for one thing, so that another that is left out changes nothing for it.</summary>
    private Random Dice(params ReadOnlySpan<int> of)
    {
        var seed = _story.Seed;
        foreach (var part in of)
        {
            seed = unchecked((seed * 486_187_739) + part);
        }

        return new Random(seed);
    }

    /// <summary>An instance that is gone is replaced, in a while, by one that remembers nothing.</summary>
    private Instance At(int index)
    {
        if (_instances[index].IsGone)
        {
            _instances[index] = Start(index);
        }

        return _instances[index];
    }

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
            instance.IsTaking = true;
            var deed = Begin(DeedKind.Usage, [.. taken.Select(message => message.Content)], null, dice);
            await DoAsync(instance, deed, () => TakeAsync(instance, taken, deed));
            instance.IsTaking = false;
        }
    }

    private async Task TakeAsync(Instance instance, List<QueuedMessage> taken, Deed deed)
    {
        var actions = new MessageActions(_queue, instance, _world, _faults, deed, taken);
        try
        {
            await instance.TakeAsync([.. taken], actions);
        }
        catch (InvalidOperationException)
        {
            // A lock was lost: the host gives back what is not settled.
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
            var answer = await AskOnceAsync(At(index), deed, call);
            if (answer is var (status, body) && status != 503)
            {
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
        Deed deed,
        AdminCall call
    )
    {
        Call.For(deed);
        var answer = instance.CallAsync(call, _token);
        await Task.WhenAny(answer, instance.Gone, _world.DelayAsync(TimeSpan.FromMinutes(1)));
        return answer.IsCompleted ? await answer : null;
    }

    /// <summary>Does something on an instance, until it is done or the instance is gone.</summary>
    private async Task DoAsync(Instance instance, Deed deed, Func<Task> act)
    {
        _underWay++;
        Call.For(deed);
        var done = act();
        await Task.WhenAny(done, instance.Gone);
        _underWay--;
        if (done.IsCompleted)
        {
            await done;
        }
    }

    private Deed Begin(DeedKind kind, IReadOnlyList<SentMessage> messages, AdminCall? call, Random dice)
    {
        var deed = new Deed(kind, ++_deeds, dice, _world.Now) { Messages = messages, Asked = call };
        _auditor.Begun(deed);
        return deed;
    }

    private void Tell(string table, string partition, IReadOnlyList<RowOperation> operations, Call call)
    {
        if (table != "Ledger")
        {
            return;
        }

        var rows = operations.ToDictionary(
            operation => operation.Key,
            operation =>
                operation switch
                {
                    RowOperation.Insert insert => insert.Row.Properties,
                    RowOperation.Replace replace => replace.Row.Properties,
                    _ => null,
                }
        );
        _auditor.Committed(new Commit(partition, rows, call.Deed, call.DecidedAt, _world.Now));
    }
}

/// <summary>What came of a story.</summary>
/// <param name="Violation">The first thing that no rule allows; null if there is none.</param>
/// <param name="Commits">How many commits were judged.</param>
/// <param name="Faults">How often each kind of fault was.</param>
/// <param name="Accounts">The accounts at the end.</param>
internal sealed record Outcome(
    string? Violation,
    int Commits,
    IReadOnlyList<int> Faults,
    IReadOnlyDictionary<string, Audit.Account> Accounts
);
