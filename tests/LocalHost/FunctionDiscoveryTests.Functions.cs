using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

#pragma warning disable CA1822, IDE0060, xUnit1013 // The functions are only inspected

/// <summary>The functions of the tests, most of them invalid.</summary>
public sealed partial class FunctionDiscoveryTests
{
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

    public sealed class RuntimeRoute
    {
        [Function("F")]
        public IResult Run([HttpTrigger(Route = "runtime/x")] HttpRequest request) => Results.Ok();
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
#pragma warning disable MA0155 // The host must reject it
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
