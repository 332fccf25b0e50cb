using System.CommandLine;
using FlexFunctions.Domain;

namespace FlexFunctions.App.Hosting.Local;

/// <summary><c>token</c>: prints a token for the local host with the same state.</summary>
internal static class TokenCommand
{
    private static readonly Option<Role> s_role = new("--role")
    {
        Description = "The role: Admin, Operator or Product.",
        Required = true,
    };

    private static readonly Option<string?> s_account = new("--account") { Description = "The account of an Admin." };

    private static readonly Option<int> s_hours = new("--hours")
    {
        Description = "Validity in hours, 1 to 8760.",
        DefaultValueFactory = _ => 8,
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("token", "Prints a token for calls to the local host.")
        {
            s_role,
            s_account,
            s_hours,
            LocalState.Option,
        };
        s_role.AcceptOnlyFromAmong(nameof(Role.Admin), nameof(Role.Operator), nameof(Role.Product));
        s_hours.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 8760)
            {
                result.AddError("--hours must be 1 to 8760.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.Errors.Any())
            {
                return;
            }

            var (isAdmin, account) = (result.GetValue(s_role) == Role.Admin, result.GetValue(s_account));
            if (isAdmin != account is not null)
            {
                result.AddError(isAdmin ? "--role Admin requires --account." : "--account requires --role Admin.");
            }
            else if (account is not null && !Identifier.IsValid(account))
            {
                result.AddError("--account must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");
            }
        });
        command.SetAction(result =>
        {
            var token = LocalKey
                .InFile(LocalState.Of(result).Key)
                .Mint(
                    result.GetValue(s_role),
                    result.GetValue(s_account),
                    TimeProvider.System.GetUtcNow(),
                    TimeSpan.FromHours(result.GetValue(s_hours))
                );
            Console.Out.WriteLine(token);
        });
        return command;
    }
}
