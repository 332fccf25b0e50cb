namespace FlexFunctions.App.Tests;

/// <summary>Instances on real threads, each with its own queue and its own way to one store.</summary>
internal sealed class InstanceRace : IAsyncDisposable
{
    private readonly Rig[] _rigs;

    public InstanceRace(TestStore store, int instances, DateTimeOffset? now = null)
    {
        var clock = new ImpatientClock(now ?? Rig.Start);
        _rigs = [.. Enumerable.Range(0, instances).Select(_ => new Rig(store.Open(), clock))];
    }

    public Rig this[int index] => _rigs[index];

    /// <summary>Each does it at once; what each came to.</summary>
    public Task<T[]> RunAsync<T>(Func<Rig, int, Task<T>> racer) =>
        Task.WhenAll(_rigs.Select((rig, index) => Task.Run(() => racer(rig, index))));

    /// <summary>Each does it at once.</summary>
    public Task RunAsync(Func<Rig, int, Task> racer) =>
        Task.WhenAll(_rigs.Select((rig, index) => Task.Run(() => racer(rig, index))));

    public async ValueTask DisposeAsync()
    {
        foreach (var rig in _rigs)
        {
            await rig.DisposeAsync();
        }
    }
}
