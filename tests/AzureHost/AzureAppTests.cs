using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using FlexFunctions.App;
using FlexFunctions.LocalHost;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>
/// The app as it is compiled for Azure (AzureApp.csproj; that it compiles is the first test) uses nothing that is not
/// there, and declares its functions so that Azure runs them as the local host does.
/// </summary>
public sealed class AzureAppTests
{
    private static readonly Assembly s_app = typeof(IngestUsage).Assembly;

    /// <summary>Assemblies that stand in for packages: what is used of them is in the list of the packages' shapes.</summary>
    private static readonly Dictionary<string, Assembly> s_standIns = new[]
    {
        typeof(LocalFunctionsHost).Assembly,
        typeof(FunctionsApplication).Assembly,
    }.ToDictionary(assembly => assembly.GetName().Name!);

    [Fact]
    public void Every_worker_type_used_is_the_workers()
    {
        var used = Metadata(reader =>
            reader
                .TypeReferences.Select(reader.GetTypeReference)
                .Where(type => IsStandIn(reader, type.ResolutionScope))
                .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}")
                .ToList()
        );
        Assert.Contains(typeof(FunctionAttribute).FullName, used);
        Assert.Contains(typeof(FunctionsApplication).FullName, used);
        Assert.All(used, name => Assert.Contains(name[..name.LastIndexOf('.')], WorkerShapes.Namespaces));
    }

    [Fact]
    public void Every_worker_member_used_is_the_workers()
    {
        var used = Metadata(reader =>
            reader
                .MemberReferences.Where(handle =>
                    reader.GetMemberReference(handle).Parent is { Kind: HandleKind.TypeReference } parent
                    && IsStandIn(reader, reader.GetTypeReference((TypeReferenceHandle)parent).ResolutionScope)
                )
                .Select(handle => s_app.ManifestModule.ResolveMember(MetadataTokens.GetToken(handle))!)
                // A member may be a base's, of the framework or of Azure.Core.
                .Where(member => s_standIns.ContainsValue(member.DeclaringType!.Assembly))
                .Select(member => ShapeText.Line(member) ?? $"{member.DeclaringType}.{member.Name} can not be seen")
                .ToList()
        );
        Assert.Contains(used, line => line.Contains("DeadLetterMessageAsync", StringComparison.Ordinal));
        Assert.Empty(used.Except(WorkerShapes.Lines));
    }

    [Fact]
    public void No_assembly_is_used_that_azures_packages_do_not_bring()
    {
        string[] ours = ["FlexFunctions.Storage", "FlexFunctions.Domain", .. s_standIns.Keys];
        string[] packages =
        [
            "Azure.Core",
            "Azure.Identity",
            "Azure.Monitor.OpenTelemetry.Exporter",
            "OpenTelemetry",
            "OpenTelemetry.Api",
            "OpenTelemetry.Api.ProviderBuilderExtensions",
            "OpenTelemetry.Extensions.Hosting",
            "System.Memory.Data",
            "System.ClientModel",
            "ScottPlot",
            "SkiaSharp",
        ];
        var framework = new[] { typeof(object), typeof(HttpRequest) }
            .SelectMany(type => Directory.EnumerateFiles(Path.GetDirectoryName(type.Assembly.Location)!, "*.dll"))
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet();
        Assert.Empty(
            s_app
                .GetReferencedAssemblies()
                .Select(name => name.Name!)
                .Where(name =>
                    !framework.Contains(name) && !name.StartsWith("Microsoft.IdentityModel.", StringComparison.Ordinal)
                )
                .Except(ours)
                .Except(packages)
        );
    }

    /// <summary>
    /// The worker's ASP.NET Core runs beside the invocation: what answers before the function does leaves the
    /// invocation waiting until it is cancelled. So there is no middleware and no filter at all.
    /// </summary>
    [Fact]
    public void No_request_is_answered_before_its_function_is_entered()
    {
        var used = Metadata(reader =>
            reader.TypeReferences.Select(reader.GetTypeReference).Select(type => reader.GetString(type.Name)).ToList()
        );
        Assert.Contains(nameof(HttpRequest), used);
        Assert.DoesNotContain(
            used,
            name =>
                name.Contains("Middleware", StringComparison.Ordinal)
                || name is "IStartupFilter" or "IApplicationBuilder" or "IEndpointFilter" or "RequestDelegate"
        );
    }

    /// <summary>host.json takes the prefix away; the page is a catch-all, and Azure keeps /admin and /runtime.</summary>
    [Fact]
    public void Http_functions_name_their_whole_route_and_leave_callers_to_the_shared_entry()
    {
        var functions = Functions<HttpTriggerAttribute>();
        Assert.NotEmpty(functions);
        Assert.All(
            functions,
            function =>
            {
                Assert.Matches("^(api/|\\{\\*path\\}$)", function.Trigger.Route);
                Assert.Equal(AuthorizationLevel.Anonymous, function.Trigger.AuthLevel);
                Assert.NotEmpty(function.Trigger.Methods!);
                Assert.Equal(typeof(Task<IResult>), function.Method.ReturnType);
                Assert.Equal(typeof(HttpRequest), function.Parameter.ParameterType);
            }
        );
    }

    [Fact]
    public void Queue_functions_take_arrays_of_messages_and_follow_host_json()
    {
        var functions = Functions<ServiceBusTriggerAttribute>();
        Assert.NotEmpty(functions);
        Assert.All(
            functions,
            function =>
            {
                Assert.True(function.Trigger.IsBatched);
                Assert.Equal(
                    typeof(global::Azure.Messaging.ServiceBus.ServiceBusReceivedMessage[]),
                    function.Parameter.ParameterType
                );
                Assert.DoesNotContain(
                    function.Parameter.CustomAttributes.SelectMany(attribute => attribute.NamedArguments),
                    argument => argument.MemberName == nameof(ServiceBusTriggerAttribute.AutoCompleteMessages)
                );
            }
        );
    }

    internal static List<(MethodInfo Method, ParameterInfo Parameter, T Trigger)> Functions<T>()
        where T : Attribute =>
        [
            .. from type in s_app.GetExportedTypes()
            from method in type.GetMethods()
            where method.IsDefined(typeof(FunctionAttribute))
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<T>()
            where trigger is not null
            select (method, parameter, trigger),
        ];

    private static bool IsStandIn(MetadataReader reader, EntityHandle scope) =>
        scope.Kind == HandleKind.AssemblyReference
        && s_standIns.ContainsKey(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name));

    private static T Metadata<T>(Func<MetadataReader, T> read)
    {
        using var file = new PEReader(File.OpenRead(s_app.Location));
        return read(file.GetMetadataReader());
    }
}
