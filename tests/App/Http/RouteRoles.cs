namespace FlexFunctions.App.Tests;

/// <summary>The roles of each call according to the design. Not read from the code.</summary>
internal static class RouteRoles
{
    private const string Account = "api/accounts/{account}";
    private const string Team = Account + "/teams/{team}";
    private const string Order = Account + "/orders/{order}";

    private const Role Customer = Role.Admin | Role.Operator;

    /// <summary>The calls open to all.</summary>
    public static readonly IReadOnlySet<string> Open = new HashSet<string>(StringComparer.Ordinal)
    {
        "GET api/prices",
        "GET api/quote",
        "GET api/rates",
        "POST api/estimate",
        "GET api/health",
        "GET api/openapi.yaml",
        "GET api/docs",
        // The files of the page are as public as the page.
        "GET api/docs/{file}",
    };

    /// <summary>The other calls, with their roles.</summary>
    public static readonly IReadOnlyDictionary<string, Role> Closed = new Dictionary<string, Role>(
        StringComparer.Ordinal
    )
    {
        ["POST " + Account + "/orders"] = Customer,
        ["GET " + Account + "/orders"] = Customer,
        ["GET " + Order] = Customer,
        ["POST " + Order + "/return"] = Customer,
        ["POST " + Order + "/move"] = Customer,
        ["POST " + Order + "/invoice"] = Role.Operator,
        ["GET " + Team + "/balance"] = Customer,
        ["GET " + Team + "/journal"] = Customer,
        ["GET " + Team + "/warnings"] = Customer,
        ["GET " + Team + "/forecast"] = Customer,
        ["GET " + Team + "/usage"] = Customer,
        ["GET " + Team + "/windows"] = Customer,
        ["GET " + Team + "/estimate"] = Customer,
        ["GET " + Account + "/usage"] = Customer,
        ["PUT " + Team + "/policy"] = Customer,
        ["PUT " + Team + "/users/{user}"] = Customer,
        ["DELETE " + Team + "/users/{user}"] = Customer,
        ["PUT " + Team + "/subscriptions/{product}"] = Role.Operator,
        ["PUT " + Team + "/plan"] = Role.Operator,
        ["PUT " + Team + "/seats/{product}/{user}"] = Customer,
        ["DELETE " + Team + "/seats/{product}/{user}"] = Customer,
        ["GET " + Team + "/access"] = Customer | Role.Product,
        ["POST " + Team + "/access"] = Role.Operator | Role.Product,
        ["POST " + Team + "/cloud-credits"] = Role.Operator,
        ["GET " + Account + "/late-usage"] = Role.Operator,
        ["GET api/dead-letters"] = Role.Operator,
        ["POST api/dead-letters/resubmit"] = Role.Operator,
    };
}
