namespace FlexFunctions.Domain.Tests.Values;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Priscilla.O-Neil+cad_1@acme.com")]
    [InlineData("0")]
    public void Id_can_contain_letters_digits_and_six_symbols(string text) =>
        Assert.Equal(text, SessionId.Of(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("~")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("\u0131")]
    [InlineData("😀")]
    public void Id_with_any_other_character_throws(string text)
    {
        Assert.Throws<FormatException>(() => AccountId.Of(text));
        Assert.Throws<FormatException>(() => TeamId.Of(text));
        Assert.Throws<FormatException>(() => UserId.Of(text));
        Assert.Throws<FormatException>(() => ProductId.Of(text));
        Assert.Throws<FormatException>(() => SessionId.Of(text));
        Assert.Throws<FormatException>(() => OrderId.Of(text));
    }

    [Fact]
    public void Id_longer_than_128_characters_throws()
    {
        Assert.Equal(128, OrderId.Of(new string('x', 128)).Value.Length);
        Assert.Throws<FormatException>(() => OrderId.Of(new string('x', 129)));
    }

    [Fact]
    public void Session_of_an_entitlement_query_is_not_a_valid_id()
    {
        Assert.Equal("~", SessionId.Asked.Value);
        Assert.Throws<FormatException>(() => SessionId.Of("~"));
    }

    [Fact]
    public void Only_user_ids_ignore_case()
    {
        Assert.Equal(UserId.Of("priscilla@acme.com"), UserId.Of("PRISCILLA@Acme.com"));
        Assert.NotEqual(TeamId.Of("design"), TeamId.Of("Design"));
        Assert.NotEqual(AccountId.Of("acme"), AccountId.Of("Acme"));
    }

    [Fact]
    public void Unassigned_team_can_be_stored_but_not_named()
    {
        Assert.Equal(TeamId.Unassigned, TeamId.Stored(TeamId.Unassigned.Value));
        Assert.Equal(TeamId.Of("design"), TeamId.Stored("design"));
        Assert.Throws<FormatException>(() => TeamId.Of(TeamId.Unassigned.Value));
    }
}
