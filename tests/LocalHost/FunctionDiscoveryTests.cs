using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

#pragma warning disable CA1822, IDE0060, xUnit1013 // Functions that are only looked at

/// <summary>
/// What Azure's worker would refuse, or would run wrongly, is an error at start that names class and method.
/// </summary>
public sealed class FunctionDiscoveryTests
{
    private static FunctionIndex Scan(params Type[] types) =>
        FunctionIndex.Scan(types, new HostJson(), name => name == "Queue" ? "events" : null);

    private static string Refusal(params Type[] types) =>
        Assert.Single(Assert.Throws<FunctionDiscoveryException>(() => Scan(types)).Flaws);

    [Fact]
    public void Functions_are_found_with_what_their_attributes_say()
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
    public void Every_flaw_of_an_assembly_is_told_at_once()
    {
        var refusal = Assert.Throws<FunctionDiscoveryException>(() => Scan(Assembly.GetExecutingAssembly().GetTypes()));
        Assert.True(refusal.Flaws.Count > 10);
        Assert.Contains(refusal.Flaws, flaw => flaw.Contains($"{typeof(NoTrigger)}.Run", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "no parameter has a trigger")]
    [InlineData(typeof(TwoTriggers), "2 parameters have trigger")]
    [InlineData(typeof(BadName), "no function name")]
    [InlineData(typeof(Hidden), "public")]
    [InlineData(typeof(AbstractClass), "can be made")]
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
    [InlineData(typeof(BadRoute), "can not be read")]
    [InlineData(typeof(AdminRoute), "begins with 'admin', which the Functions host keeps for itself")]
    [InlineData(typeof(SlashRoute), "the route of the root page is '{nothing:maxlength(0)?}'")]
    [InlineData(typeof(EmptyRoute), "is served at /F by the Functions host")]
    [InlineData(typeof(FiveFields), "5 fields")]
    [InlineData(typeof(TimerText), "binds it to TimerInfo")]
    [InlineData(typeof(AsyncVoid), "async void")]
    [InlineData(typeof(TimerReturns), "returns Task or void")]
    public void A_flaw_is_named_with_its_place(Type type, string why)
    {
        var flaw = Refusal(type);
        Assert.StartsWith($"{type.FullName}.Run: ", flaw, StringComparison.Ordinal);
        Assert.Contains(why, flaw, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_used_twice_is_refused_with_both_places()
    {
        var flaw = Refusal(typeof(BatchFunction), typeof(AlsoBatch));
        Assert.Contains($"{typeof(BatchFunction)}.Run and {typeof(AlsoBatch)}.Run", flaw, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constructor_that_asks_for_what_is_not_registered_is_refused()
    {
        var refusal = Assert.Throws<FunctionDiscoveryException>(() => Rig.Of([typeof(BatchFunction), typeof(Needy)]));
        Assert.Equal(
            $"{typeof(Needy)}: its constructor asks for System.Uri, which is not registered.",
            Assert.Single(refusal.Flaws)
        );
    }

    [Fact]
    public void One_route_and_method_for_two_functions_is_refused()
    {
        var flaw = Refusal(typeof(WebFunctions), typeof(AlsoEcho));
        Assert.Contains($"{typeof(AlsoEcho)}.Run and {typeof(WebFunctions)}.Echo", flaw, StringComparison.Ordinal);
        Assert.Equal(5, Scan(typeof(WebFunctions), typeof(PostEcho)).Http.Count);
    }

    [Fact]
    public void A_function_whose_requests_the_functions_host_gives_to_another_is_refused()
    {
        var flaw = Refusal(typeof(WebFunctions), typeof(AnyApi));
        Assert.Equal(
            $"{typeof(AnyApi)}.Run and {typeof(WebFunctions)}.Do: the Functions host tries 'any' before 'Do', in the order "
                + "of their names, so the route 'api/api/{*path}' takes requests meant for 'api/api/do'; rename one of them.",
            flaw
        );
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
    public void Of_two_routes_that_match_one_path_the_more_specific_must_come_first(
        string first,
        string later,
        bool refused
    )
    {
        HttpFunction[] functions = [Function("B", later), Function("a", first)];
        Assert.Equal(refused, RouteOrder.Flaws(functions).Any());

        static HttpFunction Function(string name, string route) =>
            new(name, typeof(AnyApi).GetMethod("Run")!, RoutePatternFactory.Parse(route), ["GET"]);
    }

    public sealed class Settings
    {
        [Function("Named")]
        public void Run([ServiceBusTrigger("%Queue%")] string message) { }
    }

    public sealed class Needy(Uri nobodyRegisteredThis)
    {
        [Function("Needy")]
        public void Run([ServiceBusTrigger("q")] string message) => _ = nobodyRegisteredThis;
    }

    public sealed class NoTrigger
    {
        [Function("F")]
        public void Run(string message) { }
    }

    public sealed class TwoTriggers
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q")] string message, [TimerTrigger("0 0 * * * *")] TimerInfo timer) { }
    }

    public sealed class BadName
    {
        [Function("1 F")]
        public void Run([ServiceBusTrigger("q")] string message) { }
    }

    public sealed class Hidden
    {
        [Function("F")]
        internal void Run([ServiceBusTrigger("q")] string message) { }
    }

    public abstract class AbstractClass
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q")] string message) { }
    }

    public sealed class MessageList
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q", IsBatched = true)] List<ServiceBusReceivedMessage> messages) { }
    }

    public sealed class TextList
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q", IsBatched = true)] List<string> messages) { }
    }

    public sealed class BatchNotSaid
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q")] ServiceBusReceivedMessage[] messages) { }
    }

    public sealed class BatchOfOne
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q", IsBatched = true)] ServiceBusReceivedMessage message) { }
    }

    public sealed class Poco
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q")] Settings message) { }
    }

    public sealed class Topic
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("t", "s")] string message) { }
    }

    public sealed class Sessions
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q", IsSessionsEnabled = true)] string message) { }
    }

    public sealed class Extra
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("q")] string message, int deliveryCount) { }
    }

    public sealed class UnknownSetting
    {
        [Function("F")]
        public void Run([ServiceBusTrigger("%Nowhere%")] string message) { }
    }

    public sealed class ReturnsText
    {
        [Function("F")]
        public string Run([HttpTrigger] HttpRequest request) => "";
    }

    public sealed class ReturnsNothing
    {
        [Function("F")]
        public Task Run([HttpTrigger] HttpRequest request) => Task.CompletedTask;
    }

    public sealed class TypedBody
    {
        [Function("F")]
        public IResult Run([HttpTrigger] Settings body) => Results.Ok();
    }

    public sealed class NotInRoute
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "x/{name}")] HttpRequest request, string id) => Results.Ok();
    }

    public sealed class OptionalNotNullable
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "x/{name?}")] HttpRequest request, string name) => Results.Ok();
    }

    public sealed class BadRoute
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "x/{name")] HttpRequest request) => Results.Ok();
    }

    public sealed class AdminRoute
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "/Administration/x")] HttpRequest request) => Results.Ok();
    }

    public sealed class SlashRoute
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "/")] HttpRequest request) => Results.Ok();
    }

    public sealed class EmptyRoute
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "")] HttpRequest request) => Results.Ok();
    }

    public sealed class AnyApi
    {
        [Function("any")]
        public IResult Run([HttpTrigger("post", Route = "api/{*path}")] HttpRequest request) => Results.Ok();
    }

    public sealed class FiveFields
    {
        [Function("F")]
        public void Run([TimerTrigger("0 * * * *")] TimerInfo timer) { }
    }

    public sealed class TimerText
    {
        [Function("F")]
        public void Run([TimerTrigger("0 0 * * * *")] string timer) { }
    }

    public sealed class AsyncVoid
    {
        [Function("F")]
#pragma warning disable MA0155 // It is what is refused
        public async void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => await Task.Yield();
#pragma warning restore MA0155
    }

    public sealed class TimerReturns
    {
        [Function("F")]
        public int Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => 1;
    }

    public sealed class AlsoBatch
    {
        [Function("BATCH")]
        public void Run([ServiceBusTrigger("q")] string message) { }
    }

    public sealed class AlsoEcho
    {
        [Function("AlsoEcho")]
        public IResult Run([HttpTrigger(Route = "API/echo/{other}/{n?}")] HttpRequest request) => Results.Ok();
    }

    public sealed class PostEcho
    {
        [Function("PostEcho")]
        public IResult Run([HttpTrigger("post", Route = "API/echo/{other}/{n?}")] HttpRequest request) => Results.Ok();
    }
}
