using System.Reflection;
using FlexFunctions.LocalHost;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>What stands in for Microsoft's packages here has their shape, so that local-compiles is azure-compiles.</summary>
public sealed class WorkerShapesTests
{
    private static readonly Assembly s_localHost = typeof(LocalFunctionsHost).Assembly;
    private static readonly Assembly s_standIns = typeof(FunctionsApplication).Assembly;

    [Fact]
    public void Every_type_and_member_of_the_local_host_has_the_workers_shape() =>
        Assert.Empty(Declared(s_localHost).Except(WorkerShapes.Lines));

    [Fact]
    public void Every_stand_in_has_its_packages_shape() =>
        Assert.Empty(Declared(s_standIns).Except(WorkerShapes.Lines));

    [Fact]
    public void Everything_listed_is_declared_once() =>
        Assert.Equal(
            WorkerShapes.Lines.Order(StringComparer.Ordinal),
            Declared(s_localHost).Concat(Declared(s_standIns)).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_local_hosts_other_public_types_are_in_its_own_namespace() =>
        Assert.All(
            s_localHost.GetExportedTypes().Where(type => !WorkerShapes.Namespaces.Contains(type.Namespace!)),
            type => Assert.Equal("FlexFunctions.LocalHost", type.Namespace)
        );

    /// <summary>Values that attributes have unless written differ in no signature.</summary>
    [Fact]
    public void Attributes_say_by_default_what_the_workers_say()
    {
        var timer = new TimerTriggerAttribute("0 0 * * * *");
        Assert.Equal((true, false), (timer.UseMonitor, timer.RunOnStartup));
        var queue = new ServiceBusTriggerAttribute("events");
        Assert.Equal(("events", null), (queue.QueueName, queue.Connection));
        Assert.Equal((false, false), (queue.IsBatched, queue.IsSessionsEnabled));
        var http = new HttpTriggerAttribute("get");
        Assert.Equal((AuthorizationLevel.Function, null), (http.AuthLevel, http.Route));
        Assert.Equal(["get"], http.Methods!);
    }

    private static List<string> Declared(Assembly assembly) =>
        [
            .. assembly
                .GetExportedTypes()
                .Where(type => WorkerShapes.Namespaces.Contains(type.Namespace!))
                .SelectMany(ShapeText.Lines)
                .Distinct(),
        ];
}
