using System.Net.Mail;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A team policy in API calls and answers.</summary>
/// <param name="Team">The team.</param>
/// <param name="Users">The users who may use products: <c>all</c> or <c>assigned</c>.</param>
/// <param name="Products">The products that may be used: <c>all</c> or a list.</param>
/// <param name="LowBalanceTokens">The balance is low below this number of tokens; omitted if a percentage is set (R17).</param>
/// <param name="LowBalancePercent">The balance is low below this percentage of the tokens usable right after the last grant.</param>
/// <param name="Recipients">The mail addresses that receive warnings.</param>
/// <param name="Plan">The plan, which the vendor sets.</param>
public sealed record PolicyBody(
    string Team,
    PolicyBody.UsersRule Users,
    object Products,
    Tokens? LowBalanceTokens,
    decimal? LowBalancePercent,
    IReadOnlyList<string> Recipients,
    Plan Plan
)
{
    private const int MaxProducts = 1_000;
    private const int MaxRecipients = 20;
    private const decimal MaxTokens = 100_000_000;
    private const int MaxAddressLength = 254;

    /// <summary>The users who may use products.</summary>
    public enum UsersRule
    {
        /// <summary>All users.</summary>
        All,

        /// <summary>Users that an admin assigned.</summary>
        Assigned,
    }

    /// <summary>
    /// Reads a policy: <c>{ users, products, lowBalanceTokens?, lowBalancePercent?, recipients }</c>. The plan
    /// is set by the vendor and reads as standard.
    /// </summary>
    public static TeamPolicy Read(JsonBody body)
    {
        var users = body.OneOf<UsersRule>("users");
        var products = body.AllOrTexts(
            "products",
            MaxProducts,
            text => Identifier.IsValid(text),
            "a list of product ids"
        );
        var tokens = body.OptionalAmount("lowBalanceTokens", 0, MaxTokens);
        var percent = body.OptionalAmount("lowBalancePercent", 0, 100);
        var recipients = body.Texts("recipients", MaxRecipients, IsAddress, "a list of mail addresses");
        if (tokens is not null && percent is not null)
        {
            body.Refuse("lowBalancePercent", "Give 'lowBalanceTokens' or 'lowBalancePercent', not both.");
        }

        return new TeamPolicy(
            users == UsersRule.Assigned,
            body.Refusal is null && products is not null ? ProductId.SetOf(products.Select(ProductId.Of)) : null,
            tokens is { } number ? new LowBalance(null, Tokens.Of(number))
                : percent is { } share ? new LowBalance(share, null)
                : LowBalance.Default,
            [.. recipients.Distinct(StringComparer.OrdinalIgnoreCase)],
            Plan.Standard
        );
    }

    /// <summary>Returns the policy of a team.</summary>
    public static PolicyBody Of(TeamId team, TeamPolicy policy) =>
        new(
            team.Value,
            policy.AssignedUsersOnly ? UsersRule.Assigned : UsersRule.All,
            policy.Products is { } products ? products.Select(product => product.Value).ToList() : "all",
            policy.LowBalance.Tokens,
            policy.LowBalance.Percent,
            policy.Recipients,
            policy.Plan
        );

    /// <summary>True for an ASCII mail address such as <c>admin@acme.com</c>, without a display name or white space.</summary>
    private static bool IsAddress(string text) =>
        text.Length <= MaxAddressLength
        && text.All(character => char.IsAscii(character) && !char.IsControl(character) && character is not (' ' or '"'))
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text;
}
