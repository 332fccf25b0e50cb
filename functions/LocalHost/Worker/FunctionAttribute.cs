namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a public method as a function and gives it the name it is known by in the host.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    /// <summary>Names the function.</summary>
    /// <param name="name">
    /// A letter, then up to 127 letters, digits, <c>_</c> and <c>-</c>; unique in the assembly.
    /// </param>
    public FunctionAttribute(string name) => Name = name;

    /// <summary>The function's name.</summary>
    public string Name { get; }
}
