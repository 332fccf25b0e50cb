using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>What a caller or an heir can see of a type, in the words of <c>WorkerShapes.txt</c>.</summary>
internal static class ShapeText
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
    };

    /// <summary>Every line of a type: itself, then its members, each with the namespace and type it belongs to.</summary>
    internal static IEnumerable<string> Lines(Type type) =>
        type.GetMembers(Declared).Select(Line).OfType<string>().Prepend($"{type.Namespace}: {Heading(type)}");

    /// <summary>The line of one member; null if it can not be seen or is not written down.</summary>
    internal static string? Line(MemberInfo member)
    {
        var text = member switch
        {
            FieldInfo { DeclaringType.IsEnum: true, IsSpecialName: false } value =>
                $"{value.Name} = {Convert.ToInt32(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
            FieldInfo { DeclaringType.IsEnum: false } field when IsSeen(field.Attributes) =>
                $"{Name(field.FieldType)} {field.Name}",
            ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor) =>
                $"{Modifier(constructor)}{constructor.DeclaringType!.Name}({Parameters(constructor)})",
            PropertyInfo property => Property(property),
            MethodInfo { IsSpecialName: true } method => Accessed(method) is { } property ? Property(property) : null,
            MethodInfo method when IsSeen(method) =>
                $"{Modifier(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
            TypeInfo nested when nested.IsNestedPublic => Heading(nested),
            _ => null,
        };
        return text is null ? null : $"{member.DeclaringType!.Namespace}.{member.DeclaringType.Name}: {text}";
    }

    private static string Heading(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var isPlain = type.BaseType is null || type.IsValueType || type.BaseType == typeof(object);
        return $"{kind} {type.Name}{(isPlain ? "" : $" : {Name(type.BaseType!)}")}";
    }

    private static string? Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsSeen).ToList();
        if (accessors.Count == 0)
            return null;
        var get = property.GetMethod is { } getter && IsSeen(getter) ? "get; " : "";
        var set = property.SetMethod is { } setter && IsSeen(setter) ? "set; " : "";
        return $"{Modifier(accessors[0])}{Name(property.PropertyType)} {property.Name} {{ {get}{set}}}";
    }

    private static PropertyInfo? Accessed(MethodInfo accessor) =>
        accessor
            .DeclaringType!.GetProperties(Declared)
            .FirstOrDefault(p => p.GetAccessors(nonPublic: true).Contains(accessor));

    private static string Modifier(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            return access + "static ";
        var isOverride = method is MethodInfo { IsVirtual: true } own && own.GetBaseDefinition() != own;
        return access
            + (
                isOverride ? "override "
                : method.IsAbstract ? "abstract "
                // What implements an interface is virtual and final to the runtime alone.
                : method is { IsVirtual: true, IsFinal: false } ? "virtual "
                : ""
            );
    }

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute), inherit: false);
        return string.Join(
            ", ",
            method.GetParameters().Select(p => (isExtension && p.Position == 0 ? "this " : "") + Parameter(p))
        );
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params " : "";
        var otherwise = !parameter.HasDefaultValue
            ? ""
            : parameter switch
            {
                { RawDefaultValue: { } value } => string.Create(CultureInfo.InvariantCulture, $" = {value}"),
                { ParameterType.IsValueType: true } => " = default",
                _ => " = null",
            };
        return $"{prefix}{Name(parameter.ParameterType)} {parameter.Name}{otherwise}";
    }

    private static string Name(Type type) =>
        s_keywords.TryGetValue(type, out var keyword) ? keyword
        : Nullable.GetUnderlyingType(type) is { } value ? Name(value) + "?"
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldAttributes field) =>
        (field & FieldAttributes.FieldAccessMask)
            is FieldAttributes.Public
                or FieldAttributes.Family
                or FieldAttributes.FamORAssem;
}
