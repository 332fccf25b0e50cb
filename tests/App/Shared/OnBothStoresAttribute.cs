using System.Reflection;
using Xunit.Sdk;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Runs a theory on each kind of store (its first parameter) and with each given seed (its second parameter). The class must be
/// in the collection <see cref="TestStores.Collection"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothStoresAttribute(params int[] seeds) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enum.GetValues<StoreKind>()
            .SelectMany(kind =>
                seeds.Length == 0
                    ?
                    [
                        [kind],
                    ]
                    : seeds.Select(seed => new object[] { kind, seed })
            );
}
