using System.Text.Json;
using FlexFunctions.AzureHost.Tests.Rpc;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>A function in the metadata of the worker.</summary>
/// <param name="Id">The worker's function id.</param>
/// <param name="Name">The name.</param>
/// <param name="Trigger">The JSON of the trigger binding.</param>
/// <param name="Metadata">The metadata to load the function with.</param>
internal sealed record IndexedFunction(string Id, string Name, JsonElement Trigger, RpcFunctionMetadata Metadata)
{
    /// <summary>The type of the trigger, such as <c>httpTrigger</c>.</summary>
    internal string TriggerType => Trigger.GetProperty("type").GetString()!;

    /// <summary>The name of the parameter that the trigger binds.</summary>
    internal string Parameter => Trigger.GetProperty("name").GetString()!;

    /// <summary>The route of an HTTP function.</summary>
    internal string Route => Trigger.GetProperty("route").GetString()!;

    /// <summary>The methods of an HTTP function.</summary>
    internal IEnumerable<string> Methods =>
        Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!);

    internal static IndexedFunction Read(RpcFunctionMetadata metadata)
    {
        var bindings = metadata.RawBindings.Select(raw => JsonDocument.Parse(raw).RootElement).ToList();
        foreach (var binding in bindings)
        {
            metadata.Bindings[binding.GetProperty("name").GetString()!] = new()
            {
                Type = binding.GetProperty("type").GetString()!,
                Direction =
                    binding.GetProperty("direction").GetString() == "Out"
                        ? BindingInfo.Types.Direction.Out
                        : BindingInfo.Types.Direction.In,
            };
        }

        var trigger = bindings.Single(binding =>
            binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal)
        );
        return new(metadata.FunctionId, metadata.Name, trigger, metadata);
    }
}
