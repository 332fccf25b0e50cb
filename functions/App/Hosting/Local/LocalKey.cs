using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// The key with which a local host signs the tokens that it accepts. It is made at first start, in a file that its owner
/// alone may read; whoever has the file may do anything on this host.
/// </summary>
internal sealed class LocalKey
{
    private const string Issuer = "flexfunctions-local";
    private const string Audience = "flexfunctions";
    private const int Bytes = 32;

    private readonly SymmetricSecurityKey _key;

    private LocalKey(byte[] key) => _key = new SymmetricSecurityKey(key) { KeyId = "local" };

    /// <summary>A key that no file holds.</summary>
    public static LocalKey InMemory() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The key in a file, which is made if it is not there.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static LocalKey InFile(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == Bytes
            ? new LocalKey(key)
            : throw new InvalidDataException($"{path} holds no key. Remove it to have a new one made.");
    }

    /// <summary>What tokens of this key must be.</summary>
    public TokenValidationParameters Rules =>
        new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        };

    /// <summary>A token for a role.</summary>
    /// <param name="role">One role.</param>
    /// <param name="account">The account of an admin; null for other roles.</param>
    /// <param name="from">When it begins to be valid.</param>
    /// <param name="lifetime">How long it is.</param>
    public string Mint(Role role, string? account, DateTimeOffset from, TimeSpan lifetime)
    {
        var claims = new ClaimsIdentity([
            new Claim(CallerAuthenticator.RolesClaim, CallerAuthenticator.RolePrefix + role),
        ]);
        if (account is not null)
        {
            claims.AddClaim(new Claim(CallerAuthenticator.AccountClaim, account));
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                Subject = claims,
                NotBefore = from.UtcDateTime,
                IssuedAt = from.UtcDateTime,
                Expires = (from + lifetime).UtcDateTime,
                SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
            }
        );
    }

    /// <summary>
    /// Makes the file whole under another name and then renames it, so that nobody ever reads half a key; two processes
    /// that start together agree on the one that was first.
    /// </summary>
    private static void Make(string path)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(draft, OwnerOnlyFile()))
        {
            file.Write(RandomNumberGenerator.GetBytes(Bytes));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static FileStreamOptions OwnerOnlyFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
