namespace FlexFunctions.App.Tests;

/// <summary>Instances on real threads, each with its own queue and its own way to one store.</summary>
internal sealed class InstanceRace : IAsyncDisposable
{
    private readonly AppFixture[] _rigs;

    public InstanceRace(TestStore store, int instances, DateTimeOffset? now = null)
    {
        var clock = new ImpatientClock(now ?? AppFixture.Start);
        _rigs = [.. Enumerable.Range(0, instances).Select(_ => new AppFixture(store.Open(), clock))];
    }

    public AppFixture this[int index] => _rigs[index];

    /// <summary>Each does it at once; what each came to.</summary>
    public Task<T[]> RunAsync<T>(Func<AppFixture, int, Task<T>> racer) =>
        Task.WhenAll(_rigs.Select((app, index) => Task.Run(() => racer(app, index))));

    /// <summary>Each does it at once.</summary>
    public Task RunAsync(Func<AppFixture, int, Task> racer) =>
        Task.WhenAll(_rigs.Select((app, index) => Task.Run(() => racer(app, index))));

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _rigs)
        {
            await app.DisposeAsync();
        }
    }
}
