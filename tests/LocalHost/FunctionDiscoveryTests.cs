using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>
/// Functions that the Azure worker would reject or run incorrectly are errors at startup.
/// </summary>
public sealed partial class FunctionDiscoveryTests
{
    private static FunctionIndex Scan(params Type[] types) =>
        FunctionIndex.Scan(types, new HostJson(), name => name == "Queue" ? "events" : null);

    private static string ErrorOf(params Type[] types) =>
        Assert.Single(Assert.Throws<FunctionDiscoveryException>(() => Scan(types)).Errors);

    [Fact]
    public void Functions_are_found_with_their_attributes()
    {
        var index = Scan(typeof(WebFunctions), typeof(BatchFunction), typeof(HourlyFunction), typeof(Settings));
        Assert.Equal(["Count", "Do", "Echo", "NoRoute"], index.Http.Select(function => function.Name));
        Assert.Equal(("api/api/do", "POST"), (index.Http[1].Route, Assert.Single(index.Http[1].Methods)));
        Assert.Equal(["Batch", "Named"], index.Queue.Select(function => function.Name));
        Assert.All(index.Queue, function => Assert.Equal("events", function.Queue));
        Assert.Equal(
            ("Hourly", "0 0 * * * *", true),
            (index.Timer[0].Name, index.Timer[0].Schedule.ToString(), index.Timer[0].UseMonitor)
        );
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        var exception = Assert.Throws<FunctionDiscoveryException>(() =>
            Scan(Assembly.GetExecutingAssembly().GetTypes())
        );
        Assert.True(exception.Errors.Count > 10);
        Assert.Contains(
            exception.Errors,
            error => error.Contains($"{typeof(NoTrigger)}.Run", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "no parameter has a trigger")]
    [InlineData(typeof(TwoTriggers), "2 parameters have trigger")]
    [InlineData(typeof(BadName), "not a function name")]
    [InlineData(typeof(Hidden), "public")]
    [InlineData(typeof(AbstractClass), "must not be abstract")]
    [InlineData(
        typeof(MessageList),
        "with IsBatched = True it is one of ServiceBusReceivedMessage[], String[], Byte[][]"
    )]
    [InlineData(typeof(TextList), "binds lists to null")]
    [InlineData(typeof(BatchNotSaid), "do not go together")]
    [InlineData(typeof(BatchOfOne), "do not go together")]
    [InlineData(typeof(Poco), "with IsBatched = False it is one of")]
    [InlineData(typeof(Topic), "topic")]
    [InlineData(typeof(Sessions), "sessions")]
    [InlineData(typeof(Extra), "'deliveryCount'")]
    [InlineData(typeof(UnknownSetting), "the setting 'Nowhere'")]
    [InlineData(typeof(ReturnsText), "returns System.String; an HTTP function returns IResult")]
    [InlineData(typeof(ReturnsNothing), "answers an empty 200")]
    [InlineData(typeof(TypedBody), "binds it to HttpRequest")]
    [InlineData(typeof(NotInRoute), "'id' is neither a parameter of the route")]
    [InlineData(typeof(OptionalNotNullable), "must allow null")]
    [InlineData(typeof(BadRoute), "cannot be read")]
    [InlineData(typeof(AdminRoute), "begins with 'admin', which the Functions host keeps for itself")]
    [InlineData(typeof(RuntimeRoute), "begins with 'runtime', which the Functions host keeps for itself")]
    [InlineData(typeof(SlashRoute), "the route of the root page is '{nothing:maxlength(0)?}'")]
    [InlineData(typeof(EmptyRoute), "is served at /F by the Functions host")]
    [InlineData(typeof(FiveFields), "5 fields")]
    [InlineData(typeof(TimerText), "binds it to TimerInfo")]
    [InlineData(typeof(AsyncVoid), "async void")]
    [InlineData(typeof(TimerReturns), "returns Task or void")]
    public void Invalid_function_is_rejected(Type type, string why)
    {
        var error = ErrorOf(type);
        Assert.StartsWith($"{type.FullName}.Run: ", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_name_is_rejected()
    {
        var error = ErrorOf(typeof(BatchFunction), typeof(AlsoBatch));
        Assert.Contains($"{typeof(BatchFunction)}.Run and {typeof(AlsoBatch)}.Run", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unregistered_constructor_parameter_is_rejected()
    {
        var exception = Assert.Throws<FunctionDiscoveryException>(() =>
            FunctionsFixture.Create([typeof(BatchFunction), typeof(Needy)])
        );
        Assert.Contains("needs System.Uri", Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_route_and_method_are_rejected()
    {
        var error = ErrorOf(typeof(WebFunctions), typeof(AlsoEcho));
        Assert.Contains($"{typeof(AlsoEcho)}.Run and {typeof(WebFunctions)}.Echo", error, StringComparison.Ordinal);
        Assert.Equal(5, Scan(typeof(WebFunctions), typeof(PostEcho)).Http.Count);
    }

    [Fact]
    public void Route_shadowed_by_the_functions_host_is_rejected()
    {
        var error = ErrorOf(typeof(WebFunctions), typeof(AnyApi));
        Assert.StartsWith($"{typeof(AnyApi)}.Run and {typeof(WebFunctions)}.Do", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accounts/{id}", "accounts/list", true)]
    [InlineData("accounts/{id}.json", "accounts/{id:int}.json", true)]
    [InlineData("{account}/orders", "accounts/{id}", true)]
    [InlineData("{id}", "{id:int}", true)]
    [InlineData("accounts/{id?}", "Accounts", true)]
    [InlineData("{*path}", "accounts/list", true)]
    [InlineData("{*path}", "{nothing:maxlength(0)?}", true)]
    [InlineData("accounts/list", "accounts/{id}", false)]
    [InlineData("accounts/{id}", "orders/list", false)]
    [InlineData("accounts/{id}", "accounts/list/all", false)]
    [InlineData("{nothing:maxlength(0)?}", "accounts", false)]
    [InlineData("{page}", "{nothing:maxlength(0)?}", false)]
    public void More_specific_route_must_have_the_first_name(string first, string later, bool refused)
    {
        HttpFunction[] functions = [Function("B", later), Function("a", first)];
        Assert.Equal(refused, RouteConflicts.Find(functions).Any());

        static HttpFunction Function(string name, string route) =>
            new(name, typeof(AnyApi).GetMethod("Run")!, RoutePatternFactory.Parse(route), ["GET"]);
    }
}
