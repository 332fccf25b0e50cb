namespace FlexFunctions.Domain.Tests.Values;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Priscilla.O-Neil+cad_1@acme.com")]
    [InlineData("0")]
    public void Letters_digits_and_six_signals_spell_an_id(string text) => Assert.Equal(text, SessionId.Of(text).Value);

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
    public void Anything_else_is_no_id(string text)
    {
        Assert.Throws<FormatException>(() => AccountId.Of(text));
        Assert.Throws<FormatException>(() => TeamId.Of(text));
        Assert.Throws<FormatException>(() => UserId.Of(text));
        Assert.Throws<FormatException>(() => ProductId.Of(text));
        Assert.Throws<FormatException>(() => SessionId.Of(text));
        Assert.Throws<FormatException>(() => OrderId.Of(text));
    }

    [Fact]
    public void An_id_has_at_most_128_characters()
    {
        Assert.Equal(128, OrderId.Of(new string('x', 128)).Value.Length);
        Assert.Throws<FormatException>(() => OrderId.Of(new string('x', 129)));
    }

    [Fact]
    public void The_session_of_a_question_is_one_that_no_id_spells()
    {
        Assert.Equal("~", SessionId.Asked.Value);
        Assert.Throws<FormatException>(() => SessionId.Of("~"));
    }

    [Fact]
    public void A_user_is_compared_lower_cased_and_nobody_else_is()
    {
        Assert.Equal(UserId.Of("priscilla@acme.com"), UserId.Of("PRISCILLA@Acme.com"));
        Assert.NotEqual(TeamId.Of("design"), TeamId.Of("Design"));
        Assert.NotEqual(AccountId.Of("acme"), AccountId.Of("Acme"));
    }

    [Fact]
    public void The_team_of_orders_without_a_team_can_be_stored_and_not_named()
    {
        Assert.Equal(TeamId.Unassigned, TeamId.Stored(TeamId.Unassigned.Value));
        Assert.Equal(TeamId.Of("design"), TeamId.Stored("design"));
        Assert.Throws<FormatException>(() => TeamId.Of(TeamId.Unassigned.Value));
    }
}
