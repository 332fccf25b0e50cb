using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Tests;

/// <summary>The metadata of a token issuer. A newly published key is visible after the metadata is fetched again.</summary>
internal sealed class IssuerMetadata : BaseConfigurationManager
{
    private Published? _known;
    private Published _newest = new();

    /// <summary>True if the metadata cannot be fetched.</summary>
    public bool IsDown { get; set; }

    public int Refreshes { get; private set; }

    public void Publish(SigningCredentials key)
    {
        _newest = new Published();
        _newest.SigningKeys.Add(key.Key);
    }

    public override Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) =>
        IsDown
            ? Task.FromException<BaseConfiguration>(new InvalidOperationException("Secret: no route to the issuer."))
            : Task.FromResult<BaseConfiguration>(_known ??= _newest);

    public override void RequestRefresh()
    {
        Refreshes++;
        _known = _newest;
    }

    private sealed class Published : BaseConfiguration;
}
