using System.Security.Cryptography;
using System.Text;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The key of a stored answer: the digest of the key that the caller chose and of its scope (R11), the account and the path
/// of the operation on its resource.
/// </summary>
public readonly record struct IdempotencyKey
{
    private readonly string _digest;

    private IdempotencyKey(string digest) => _digest = digest;

    /// <summary>The longest key that a caller may choose, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>Returns the key of a call.</summary>
    /// <param name="account">The account.</param>
    /// <param name="path">The path, in one spelling for one operation and resource.</param>
    /// <param name="key">The key that the caller chose.</param>
    public static IdempotencyKey Of(AccountId account, string path, string key) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{account}\n{path}\n{key}")))[..40]);

    /// <summary>Returns the id of the order that the call buys: the same call buys the same order.</summary>
    public OrderId ForOrder() => OrderId.Of("ord-" + _digest[..16]);

    /// <summary>Returns the id of the cloud credits that the call grants: the same call grants the same credits.</summary>
    public OrderId ForCloudCredits() => OrderId.Of("crd-" + _digest[..16]);

    /// <inheritdoc/>
    public override string ToString() => _digest;
}
