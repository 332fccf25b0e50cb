using FlexFunctions.Domain;
using FlexFunctions.Simulation.Audit;
using FlexFunctions.Storage;

namespace FlexFunctions.Simulation;

/// <summary>Plays a story in its own world, on one thread. The same story always plays the same.</summary>
internal sealed partial class SimulatedRun
{
    private static readonly Lazy<(Catalog Catalog, PriceBook Prices, LocalKey Key)> s_same = new(() =>
        (LocalFiles.Catalog(), PriceBook.Read(LocalFiles.CatalogPath), LocalKey.InMemory())
    );

    /// <summary>Half a minute each: an outage of a day, and what is left to do after it.</summary>
    private const int MostWaits = 4_000;

    private readonly Story _story;
    private readonly Func<Commit, Commit> _tamper;
    private readonly Scheduler _world;
    private readonly Auditor _auditor;
    private readonly Faults _faults;
    private readonly SimulatedQueue _queue;
    private readonly SimulatedSetting _setting;
    private readonly Instance[] _instances;
    private readonly TimeSpan[] _skews;
    private readonly Dictionary<string, string> _orders = [];
    private readonly string _token;
    private int _operations;
    private int _inProgress;

    private SimulatedRun(Story story, Func<Commit, Commit> tamper)
    {
        var (catalog, prices, key) = s_same.Value;
        var start = story.Steps.Count > 0 ? story.Steps[0].At : DateTimeOffset.UnixEpoch;
        _tamper = tamper;
        var isCalm = story.FaultOdds == 0 && !story.Steps.OfType<Step.Outage>().Any();
        (_story, _auditor, _faults) = (story, new Auditor(story.Options, prices, isCalm), new Faults(story.FaultOdds));
        _world = new Scheduler(new Random(story.Seed), start);
        _queue = new SimulatedQueue(_world, _auditor) { Changed = WakeAll };
        _setting = new SimulatedSetting(
            _world,
            new SimulatedTables { Committed = Record },
            new SimulatedMail(_auditor),
            _faults,
            catalog,
            new MeteringOptions(story.Options.Timeout, story.Options.Lateness),
            key
        );
        _token = key.Mint(Role.Operator, null, start.AddDays(-1), TimeSpan.FromDays(1_000));
        var dice = new Random(story.Seed);
        _skews = [.. Enumerable.Range(0, story.Instances).Select(_ => TimeSpan.FromSeconds(dice.Next(-60, 61)))];
        _instances = [.. _skews.Index().Select(entry => Start(entry.Index))];
    }

    /// <summary>Plays a story and returns the outcome.</summary>
    /// <param name="story">The story.</param>
    /// <param name="tamper">Changes commits before the auditor sees them, to test the auditor; null to change none.</param>
    public static Outcome Play(Story story, Func<Commit, Commit>? tamper = null)
    {
        var run = new SimulatedRun(story, tamper ?? (commit => commit));
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
            auditor.Trace,
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
        _queue.Resubmit();
        await RestAsync();
        for (var round = 0; round < 3; round++)
        {
            foreach (var timer in new[] { OperationKind.Expire, OperationKind.Warn, OperationKind.Reconcile })
            {
                Tick(timer, Dice(round));
                await RestAsync();
            }

            await _world.DelayAsync(TimeSpan.FromMinutes(20));
        }

        _auditor.CheckAtRest(_world.Now - TimeSpan.FromMinutes(30));
    }

    /// <summary>Waits until no operation is in progress and the queue is empty.</summary>
    private async Task RestAsync()
    {
        for (var waited = 0; _inProgress > 0 || !_queue.IsEmpty; waited++)
        {
            if (waited > MostWaits)
            {
                throw new Violation("the world does not come to rest");
            }

            if (_auditor.Found is not null)
            {
                throw _auditor.Found;
            }

            await _world.DelayAsync(TimeSpan.FromSeconds(30));
        }

        // By then, late store calls have taken effect.
        await _world.DelayAsync(TimeSpan.FromMinutes(1));
    }

    private void Do(Step step)
    {
        switch (step)
        {
            case Step.Send send:
                _queue.Send(send.Message, send.Message.FirstEnqueued);
                if (_faults.OfSending(Dice(step.Number)) == FaultKind.SentTwice)
                {
                    _queue.Send(send.Message, send.Message.FirstEnqueued);
                }

                break;
            case Step.Ask ask:
                _ = AskAsync(ask.Call, Dice(step.Number));
                _ = ask.IsMadeTwice ? AskAsync(ask.Call, Dice(-step.Number)) : Task.CompletedTask;
                break;
            case Step.Rush rush:
                _ = RushAsync(rush);
                break;
            case Step.Tick tick:
                Tick(tick.Timer, Dice(step.Number));
                if (Dice(-step.Number).Next(4) == 0)
                {
                    Tick(tick.Timer, Dice(-step.Number, 1));
                }

                break;
            case Step.Crash:
                _ = _instances[Dice(step.Number).Next(_instances.Length)].CrashAsync();
                break;
            case Step.Resubmit:
                _queue.Resubmit();
                break;
            case Step.Damage damage:
                _auditor.Damaged(damage.Account, damage.Meter, damage.At + damage.For);
                _faults.Damage(damage.Account, damage.Meter, damage.At + damage.For);
                break;
            case Step.Outage outage:
                _faults.TakeDown(outage.At + outage.For);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private Instance Start(int index) => new(_setting, _skews[index], Dice(index).Next());

    /// <summary>Creates the random numbers of one step, so that leaving out another step does not change them.</summary>
    private Random Dice(params ReadOnlySpan<int> of)
    {
        var seed = _story.Seed;
        foreach (var part in of)
        {
            seed = unchecked((seed * 486_187_739) + part);
        }

        return new Random(seed);
    }

    /// <summary>Returns an instance. A crashed one is replaced by a new one with empty caches.</summary>
    private Instance At(int index)
    {
        if (_instances[index].HasCrashed)
        {
            _instances[index] = Start(index);
        }

        return _instances[index];
    }

    private void Record(string table, string partition, IReadOnlyList<RowOperation> operations, Call call)
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
        _auditor.Committed(_tamper(new Commit(partition, rows, call.Operation, call.DecidedAt, _world.Now)));
    }
}
