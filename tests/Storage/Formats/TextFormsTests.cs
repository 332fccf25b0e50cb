using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>The stored form of instants, enum names, flags and long texts.</summary>
public sealed class TextFormsTests
{
    [Theory]
    [InlineData("2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z")]
    [InlineData("2026-11-02T08:00:00.5+02:00", "2026-11-02T06:00:00.5Z")]
    [InlineData("2026-11-02T08:00:00.0000001Z", "2026-11-02T08:00:00.0000001Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    public void Instant_is_written_in_UTC_to_the_tick(string instant, string written)
    {
        var at = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(written, Instant.Write(at));
        Assert.Equal(at.ToUniversalTime(), Instant.Read(written));
        Assert.Equal(TimeSpan.Zero, Instant.Read(written).Offset);
    }

    [Theory]
    [InlineData("2026-11-02T08:00:00")]
    [InlineData("2026-11-02T09:00:00+01:00")]
    public void Instant_with_any_offset_is_read_in_UTC(string text)
    {
        var read = Instant.Read(text);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero), read);
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [Fact]
    public void Enum_name_is_read_only_in_its_exact_form()
    {
        Assert.Equal(Plan.Premium, Named.Read<Plan>("Premium"));
        foreach (var name in (string[])["premium", "Gold", "", "1", "7", " Premium", "Standard,Premium"])
        {
            Assert.Equal($"'{name}' is no Plan.", Assert.Throws<FormatException>(() => Named.Read<Plan>(name)).Message);
        }
    }

    [Fact]
    public void Flags_are_stored_as_1_and_0()
    {
        Assert.Equal((1L, 0L), (Flag.Write(true), Flag.Write(false)));
        Assert.Equal((true, false), (Flag.Read(1L), Flag.Read(0L)));
    }

    [Theory]
    [InlineData(0, new[] { 0 })]
    [InlineData(32_000, new[] { 32_000 })]
    [InlineData(32_001, new[] { 32_000, 1 })]
    [InlineData(64_000, new[] { 32_000, 32_000 })]
    [InlineData(96_001, new[] { 32_000, 32_000, 32_000, 1 })]
    public void Text_is_written_in_parts_of_32000_characters(int length, int[] parts)
    {
        var text = new string('x', length);
        var properties = Written(text);
        Assert.Equal(
            parts.Select((part, number) => (number == 0 ? "Text" : $"Text{number}", part)),
            properties.Select(property => (property.Key, ((string)property.Value).Length))
        );
        Assert.Equal(text, LongText.Read(properties, "Text"));
    }

    [Fact]
    public void Part_never_splits_a_surrogate_pair()
    {
        // The pair would be split by the limit, ends at the limit, and starts after it.
        Assert.Equal([31_999, 2], Lengths(new string('x', 31_999) + "😀"));
        Assert.Equal([32_000, 1], Lengths(new string('x', 31_998) + "😀x"));
        Assert.Equal([32_000, 2], Lengths(new string('x', 32_000) + "😀"));
        Assert.Equal([32_000, 31_999, 3], Lengths(new string('x', 63_999) + "😀x"));

        static IEnumerable<int> Lengths(string text)
        {
            var properties = Written(text);
            Assert.Equal(text, LongText.Read(properties, "Text"));
            return properties.Values.Select(part => ((string)part).Length);
        }
    }

    private static Dictionary<string, object> Written(string text)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        LongText.Write(properties, "Text", text);
        return properties;
    }
}
