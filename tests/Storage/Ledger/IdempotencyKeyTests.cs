using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>The key of a stored response (R11). Later versions must find the rows of earlier versions.</summary>
public sealed class IdempotencyKeyTests
{
    private static readonly IdempotencyKey s_key = IdempotencyKey.Of(AccountId.Of("acme"), "/v1/orders", "key-1");

    [Fact]
    public void Key_is_a_digest_of_account_path_and_client_key()
    {
        // printf 'acme\n/v1/orders\nkey-1' | sha256sum
        Assert.Equal("17e2c3c08f99e2ade5f6fd7e844c03a40ee46be5", s_key.ToString());
        Assert.Equal("ord-17e2c3c08f99e2ad", s_key.ForOrder().Value);
        Assert.Equal("crd-17e2c3c08f99e2ad", s_key.ForCloudCredits().Value);
    }

    [Theory]
    [InlineData("acme-2", "/v1/orders", "key-1")]
    [InlineData("acme", "/v1/returns", "key-1")]
    [InlineData("acme", "/v1/orders", "key-2")]
    [InlineData("acme", "/v1/orders", "")]
    public void Different_account_path_or_client_key_gives_a_different_key(string account, string path, string key) =>
        Assert.NotEqual(s_key, IdempotencyKey.Of(AccountId.Of(account), path, key));
}
