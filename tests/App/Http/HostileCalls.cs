using System.Globalization;
using System.Text;

namespace FlexFunctions.App.Tests;

/// <summary>Generates random and hostile calls: valid calls with an error, and nonsense.</summary>
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

    /// <summary>Routes, each with a method and a valid body.</summary>
    private static readonly (string Method, string Path, string Body)[] s_routes =
    [
        ("GET", "/api/accounts/{0}/orders?continuation={2}", ""),
        ("POST", "/api/accounts/{0}/orders", s_bodies[0]),
        ("GET", "/api/accounts/{0}/orders/{1}", ""),
        ("POST", "/api/accounts/{0}/orders/{1}/return", ""),
        ("POST", "/api/accounts/{0}/orders/{1}/move", s_bodies[1]),
        ("POST", "/api/accounts/{0}/orders/{1}/invoice", s_bodies[2]),
        ("GET", "/api/accounts/{0}/teams/{1}/balance?at={2}", ""),
        ("GET", "/api/accounts/{0}/teams/{1}/journal?continuation={2}&format={2}", ""),
        ("GET", "/api/accounts/{0}/teams/{1}/warnings?continuation={2}", ""),
        ("GET", "/api/accounts/{0}/teams/{1}/forecast", ""),
        ("PUT", "/api/accounts/{0}/teams/{1}/policy", s_bodies[3]),
        ("PUT", "/api/accounts/{0}/teams/{1}/users/{2}", ""),
        ("DELETE", "/api/accounts/{0}/teams/{1}/users/{2}", ""),
        ("PUT", "/api/accounts/{0}/teams/{1}/subscriptions/{2}", s_bodies[4]),
        ("PUT", "/api/accounts/{0}/teams/{1}/plan", s_bodies[5]),
        ("PUT", "/api/accounts/{0}/teams/{1}/seats/{2}/{2}", ""),
        ("DELETE", "/api/accounts/{0}/teams/{1}/seats/{2}/{2}", ""),
        ("GET", "/api/accounts/{0}/teams/{1}/access?user={2}&product={2}", ""),
        ("POST", "/api/accounts/{0}/teams/{1}/access", s_bodies[7]),
        ("POST", "/api/accounts/{0}/teams/{1}/cloud-credits", s_bodies[6]),
        ("GET", "/api/quote?tokens={2}&country={2}", ""),
        ("GET", "/api/rates", ""),
        ("GET", "/api/docs/{2}", ""),
        ("GET", "/api/nosuch/{2}", ""),
        ("POST", "/{2}", ""),
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

    /// <summary>Generates the next call.</summary>
    public HttpRequestMessage Next(Uri host)
    {
        var (method, route, right) = Any(s_routes);
        var path = string.Format(CultureInfo.InvariantCulture, route, Name("acme"), Name("design"), Name("autocad"));
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var call = new HttpRequestMessage(
            new HttpMethod(_random.Next(8) == 0 ? Any(s_methods) : method),
            new Uri(host.GetLeftPart(UriPartial.Authority) + path, options)
        );
        if (_random.Next(8) > 0)
        {
            // The first role may make the most calls.
            call.Headers.TryAddWithoutValidation("Authorization", _random.Next(2) == 0 ? tokens[0] : Any(tokens));
        }

        if (Any(s_keys) is { } key)
        {
            call.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (_random.Next(3) > 0)
        {
            call.Content = new ByteArrayContent(Body(_random.Next(2) == 0 ? right : Any(s_bodies)));
            if ((_random.Next(4) > 0 ? s_types[0] : Any(s_types)) is { } type)
            {
                call.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            call.Headers.TransferEncodingChunked = _random.Next(5) == 0;
        }

        return call;
    }

    private byte[] Body(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
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
                return Encoding.Unicode.GetBytes(text);
            default:
                return body;
        }
    }

    private string Name(string usual) => _random.Next(6) > 0 ? usual : Escaped(Any(s_names));

    /// <summary>Escapes what a request line cannot contain. Invalid escapes are kept.</summary>
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
