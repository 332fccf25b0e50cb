using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// The key that signs the tokens of a local host. It is created at the first start, in a file that only its owner can
/// read. The file grants full access to the host.
/// </summary>
internal sealed class LocalKey
{
    private const string Issuer = "flexfunctions-local";
    private const string Audience = "flexfunctions";
    private const int Bytes = 32;

    private readonly SymmetricSecurityKey _key;

    private LocalKey(byte[] key) => _key = new SymmetricSecurityKey(key) { KeyId = "local" };

    /// <summary>Creates a key in memory.</summary>
    public static LocalKey InMemory() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads the key from a file. Creates the file if it does not exist.</summary>
    /// <exception cref="InvalidDataException">The file does not contain a key.</exception>
    public static LocalKey InFile(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == Bytes
            ? new LocalKey(key)
            : throw new InvalidDataException($"{path} is not a key file. Delete it to create a new key.");
    }

    /// <summary>The validation parameters for tokens of this key.</summary>
    public TokenValidationParameters Rules =>
        new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        };

    /// <summary>Creates a token.</summary>
    /// <param name="role">The role.</param>
    /// <param name="account">The account of an admin; null for other roles.</param>
    /// <param name="from">The start of its validity.</param>
    /// <param name="lifetime">The length of its validity.</param>
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
    /// Writes the file under another name and then renames it, so that no process reads a partial key. Two processes
    /// that start together use the first key.
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
