using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>Under which an answer is kept (R11): rows of today must be found by every later version.</summary>
public sealed class IdempotencyKeyTests
{
    private static readonly IdempotencyKey s_key = IdempotencyKey.Of(AccountId.Of("acme"), "/v1/orders", "key-1");

    [Fact]
    public void It_is_a_digest_of_account_path_and_key()
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
    public void Another_account_path_or_key_is_another(string account, string path, string key) =>
        Assert.NotEqual(s_key, IdempotencyKey.Of(AccountId.Of(account), path, key));
}
