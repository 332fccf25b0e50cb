using System.Globalization;
using System.Text;

namespace FlexFunctions.App.Tests;

/// <summary>Draws random and hostile calls: right ones with something wrong, and ones that nobody would make.</summary>
internal sealed class HostileCalls(int seed, IReadOnlyList<string> tokens)
{
    private static readonly string[] s_methods =
    [
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "BREW",
    ];

    private static readonly string[] s_paths =
    [
        "/api/accounts/{0}/orders",
        "/api/accounts/{0}/orders/{1}",
        "/api/accounts/{0}/orders/{1}/return",
        "/api/accounts/{0}/orders/{1}/move",
        "/api/accounts/{0}/orders/{1}/invoice",
        "/api/accounts/{0}/teams/{1}/balance?at={2}",
        "/api/accounts/{0}/teams/{1}/journal?continuation={2}&format={2}",
        "/api/accounts/{0}/teams/{1}/warnings?continuation={2}",
        "/api/accounts/{0}/teams/{1}/forecast",
        "/api/accounts/{0}/teams/{1}/policy",
        "/api/accounts/{0}/teams/{1}/users/{2}",
        "/api/accounts/{0}/teams/{1}/subscriptions/{2}",
        "/api/accounts/{0}/teams/{1}/plan",
        "/api/accounts/{0}/teams/{1}/seats/{2}/{2}",
        "/api/accounts/{0}/teams/{1}/access?user={2}&product={2}",
        "/api/accounts/{0}/teams/{1}/cloud-credits",
        "/api/dead-letters?reason={2}&continuation={2}",
        "/api/dead-letters/resubmit",
        "/api/quote?tokens={2}&country={2}",
        "/api/rates",
        "/api/nosuch/{2}",
        "/{2}",
    ];

    private static readonly string[] s_names =
    [
        "acme",
        "design",
        "other",
        "autocad",
        "priscilla",
        "",
        "~",
        ".",
        "..",
        "%2e%2e",
        "a%2Fb",
        "a%00b",
        "%FF%FE",
        "%C3%A4",
        "%F0%9F%92%A9",
        "a b",
        "%",
        "%zz",
        "'; DROP TABLE Ledger; --",
        "<script>",
        "{0}",
        "$(id)",
        new('x', 128),
        new('x', 129),
        new('x', 3000),
        "-1",
        "0",
        "9223372036854775808",
        "1e309",
        "NaN",
        "2026-11-02T08:00:00Z",
        "9999-12-31T23:59:59Z",
    ];

    private static readonly string[] s_bodies =
    [
        """{"team":"design","tokens":1,"country":"GB"}""",
        """{"team":"build"}""",
        """{"status":"paid"}""",
        """{"users":"all","products":"all","recipients":[]}""",
        """{"seats":1}""",
        """{"plan":"premium"}""",
        """{"amount":1,"expiresAt":"2030-01-01T00:00:00Z"}""",
        """{"user":"priscilla","product":"autocad","session":"s","time":"2026-11-24T08:00:00Z"}""",
        "",
        " ",
        "{",
        "}",
        "[]",
        "null",
        "true",
        "0",
        "\"\"",
        "{}",
        "{\"tokens\":1,\"tokens\":2}",
        """{"tokens":1e400,"country":"GB"}""",
        """{"tokens":-1,"country":"GB"}""",
        """{"tokens":1.5,"country":"GB"}""",
        """{"tokens":99999999999999999999999999,"country":"GB"}""",
        """{"tokens":"1","country":"GB"}""",
        """{"tokens":1,"country":"gb"}""",
        """{"tokens":1,"country":"\ud800"}""",
        """{"tokens":1,"country":"GB","__proto__":{}}""",
        """{"amount":0.0001,"expiresAt":"tomorrow"}""",
        """{"seats":-1}""",
        """{"recipients":["a@b.c\r\nBcc: x@y.z"]}""",
    ];

    private static readonly string?[] s_types =
    [
        "application/json",
        "application/json",
        "application/json; charset=utf-16",
        "text/plain",
        "application/xml",
        null,
    ];

    private static readonly string?[] s_keys = ["key-1", "key-2", null, "", new('k', 257), "k\tk", "caf\u00e9"];

    private readonly Random _random = new(seed);

    /// <summary>The next call.</summary>
    public HttpRequestMessage Next(Uri host)
    {
        var path = string.Format(
            CultureInfo.InvariantCulture,
            Any(s_paths),
            Name("acme"),
            Name("design"),
            Name("autocad")
        );
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var call = new HttpRequestMessage(
            new HttpMethod(Any(s_methods[..(_random.Next(4) == 0 ? s_methods.Length : 4)])),
            new Uri(host.GetLeftPart(UriPartial.Authority) + path, options)
        );
        if (_random.Next(8) > 0)
        {
            call.Headers.TryAddWithoutValidation("Authorization", Any(tokens));
        }

        if (Any(s_keys) is { } key)
        {
            call.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (_random.Next(3) > 0)
        {
            call.Content = new ByteArrayContent(Body());
            if (Any(s_types) is { } type)
            {
                call.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            call.Headers.TransferEncodingChunked = _random.Next(5) == 0;
        }

        return call;
    }

    private byte[] Body()
    {
        var body = Encoding.UTF8.GetBytes(Any(s_bodies));
        switch (_random.Next(12))
        {
            case 0:
                return new byte[_random.Next(60_000, 80_000)];
            case 1:
                return Encoding.UTF8.GetBytes(new string('[', 2_000) + new string(']', 2_000));
            case 2:
                return [0xEF, 0xBB, 0xBF, .. body];
            case 3 when body.Length > 0:
                body[_random.Next(body.Length)] ^= (byte)_random.Next(1, 256);
                return body;
            case 4:
                return Encoding.Unicode.GetBytes(Any(s_bodies));
            default:
                return body;
        }
    }

    private string Name(string usual) => _random.Next(3) > 0 ? usual : Escaped(Any(s_names));

    /// <summary>What can not stand in a request line at all is escaped; what is escaped badly stays so.</summary>
    private static string Escaped(string name) =>
        string.Concat(
            name.Select(letter =>
                letter is > ' ' and < '\x7f' and not ('#' or '?' or '/')
                    ? letter.ToString()
                    : Uri.EscapeDataString(letter.ToString())
            )
        );

    private T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
