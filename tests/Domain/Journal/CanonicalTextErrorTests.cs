using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>The errors for a text that is not a journal block in canonical form.</summary>
public sealed class CanonicalTextErrorTests
{
    private static readonly string s_text = JournalBlock
        .Sealed(
            Team.Account,
            Team.Id,
            1,
            1,
            Monday("08:00"),
            BlockHash.None,
            [new Posting.Granted(Grant.Of("c1", 10, Monday("00:00")) with { Unit = GrantUnit.CloudCredits })]
        )
        .CanonicalText;

    [Theory]
    [InlineData("\"v\":1", "\"v\": 1", "The journal block is not in canonical form.")]
    [InlineData("granted", "forgiven", "There is no posting of kind 'forgiven'.")]
    [InlineData("cloudCredits", "tokens", "'unit' must be cloudCredits, or left out for tokens.")]
    [InlineData("\"acme\"", "null", "'account' is null.")]
    [InlineData("000000\"", "\"", "A block hash is 64 lower-case hexadecimal digits.")]
    [InlineData("\"acme\"", "\"a/b\"", "An id has 1 to 128 characters of A-Z a-z 0-9 . _ @ + -")]
    public void Error_names_what_is_wrong_with_a_block(string canonical, string other, string message)
    {
        var text = s_text.Replace(canonical, other, StringComparison.Ordinal);
        Assert.NotEqual(s_text, text);
        Assert.Equal(message, Assert.Throws<FormatException>(() => CanonicalJournal.Read(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Text_that_is_not_a_block_throws(string text)
    {
        Assert.Throws<FormatException>(() => CanonicalJournal.Read(text));
    }
}
