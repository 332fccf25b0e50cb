using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>A message and whether it is a usage event after all.</summary>
internal sealed record HostileMessage(string Id, byte[] Body, bool IsGood);

/// <summary>Makes messages that a broken or hostile sender might send, and a good one now and then.</summary>
internal sealed class HostileSource(int seed, DateTimeOffset now)
{
    private static readonly string[] s_badIds =
    [
        "a/b",
        "a#b",
        "a?b",
        "a\\b",
        "",
        " ",
        "a b",
        "\u0000",
        "\u007f",
        "ü",
        "💥",
        "~",
        "a|b",
        "../..",
        "'; --",
        "%2F",
    ];
    private static readonly string[] s_badTimes =
    [
        "",
        "now",
        "0",
        "2026-11-02",
        "2026-02-30T00:00:00Z",
        "2026-11-02T25:00:00Z",
        "2026-11-02T08:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "-2026-11-02T08:00:00Z",
        "20261102T080000Z",
    ];
    private static readonly string[] s_untimely =
    [
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2021-09-24T00:00:00Z",
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
    ];
    private static readonly string[] s_fields =
    [
        "specversion",
        "id",
        "source",
        "type",
        "time",
        "data",
        "data.account",
        "data.team",
        "data.user",
        "data.product",
        "data.session",
    ];
    private static readonly string[] s_idFields =
    [
        "data.account",
        "data.team",
        "data.user",
        "data.product",
        "data.session",
    ];

    private readonly Random _random = new(seed);

    public HostileMessage Next(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"m{number}");
        var valid = Valid(number);
        return _random.Next(16) switch
        {
            0 => Bad(RandomBytes(_random.Next(1, 400))),
            1 => Bad(Encoding.UTF8.GetBytes(RandomText(_random.Next(1, 400)))),
            2 => Bad(Encoding.UTF8.GetBytes(Text(valid)[..^_random.Next(1, 60)])),
            3 => Bad(WithBrokenByte(valid)),
            4 => Bad(Set(valid, Pick(s_fields), OddValue())),
            5 => Bad(Set(valid, Pick(s_idFields), Pick(s_badIds))),
            6 => Bad(Set(valid, Pick(s_fields), new string('x', 200_000))),
            7 => Bad(Set(valid, "time", Pick(s_badTimes))),
            8 => Bad(Set(valid, "time", Pick(s_untimely))),
            9 => Bad(Set(valid, "data.product", "p" + RandomId())),
            10 => Bad(Set(valid, Pick(["data.account", "data.team"]), "x" + RandomId())),
            11 => Bad(Encoding.UTF8.GetBytes(new string('[', _random.Next(1, 100_000)))),
            12 => Bad(
                Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("{}", _random.Next(1, 2_000))) + "]")
            ),
            13 => Good(Set(valid, RandomId(), OddValue())),
            14 => Good(Set(valid, "data." + RandomId(), OddValue())),
            _ => Good(Encoding.UTF8.GetBytes(Text(valid))),
        };

        HostileMessage Bad(byte[] body) => new(id, body, IsGood: false);
        HostileMessage Good(byte[] body) => new(id, body, IsGood: true);
    }

    /// <summary>An opened event of a user of its own, so that each good message is worth one charge.</summary>
    private JsonObject Valid(int number) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = RandomText(20).Replace("\u007f", "", StringComparison.Ordinal) + "x",
            ["source"] = "urn:hostile",
            ["type"] = "flex.product.opened",
            ["time"] = now.AddMinutes(-_random.Next(1, 60 * 24 * 6))
                .UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["data"] = new JsonObject
            {
                ["account"] = "acme",
                ["team"] = "design",
                ["user"] = string.Create(CultureInfo.InvariantCulture, $"user{number}"),
                ["product"] = "autocad",
                ["session"] = "s",
            },
        };

    private static byte[] Set(JsonObject json, string field, JsonNode? value)
    {
        var (parent, name) = field.StartsWith("data.", StringComparison.Ordinal)
            ? (json["data"]!.AsObject(), field[5..])
            : (json, field);
        parent[name] = value;
        return Encoding.UTF8.GetBytes(Text(json));
    }

    private JsonNode? OddValue() =>
        _random.Next(7) switch
        {
            0 => null,
            1 => _random.Next(),
            2 => 1e300,
            3 => true,
            4 => new JsonArray(1, "a", null),
            5 => new JsonObject { ["a"] = new JsonObject { ["b"] = 1 } },
            _ => "\u0000\u001b[2J",
        };

    private static byte[] WithBrokenByte(JsonObject valid)
    {
        var text = Text(valid);
        var bytes = Encoding.UTF8.GetBytes(text);
        // Inside the quotes of a value that counts; no UTF-8 has this byte.
        bytes[Encoding.UTF8.GetByteCount(text[..text.IndexOf("urn:hostile", StringComparison.Ordinal)])] = 0xff;
        return bytes;
    }

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Letters of many scripts, quotes, backslashes, pictures; no controls.</summary>
    private string RandomText(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var rune = _random.Next(4) switch
            {
                0 => _random.Next(0x20, 0x7f),
                1 => _random.Next(0xa1, 0x600),
                2 => _random.Next(0x4e00, 0x9fff),
                _ => _random.Next(0x1f300, 0x1f600),
            };
            text.Append(new Rune(rune));
        }

        return text.ToString();
    }

    private string RandomId() => "z" + _random.Next().ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(T[] among) => among[_random.Next(among.Length)];

    private static string Text(JsonNode json) => json.ToJsonString();
}
