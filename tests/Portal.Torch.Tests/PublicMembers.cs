using System.Globalization;
using System.Reflection;

namespace Portal.Torch.Tests;

/// <summary>The public members of an assembly, one line each, in the form of torchsharp-members.txt.</summary>
internal static class PublicMembers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <returns>Lines per type, e.g. "TorchSharp.torch.Tensor" -> "Tensor add(Tensor target)"</returns>
    public static SortedDictionary<string, SortedSet<string>> Of(Assembly assembly)
    {
        var types = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var type in assembly.GetExportedTypes())
        {
            var lines = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var constructor in type.GetConstructors(Declared)) { lines.Add($"ctor({Parameters(constructor.GetParameters())})"); }
            foreach (var field in type.GetFields(Declared)) { lines.Add($"{Static(field.IsStatic)}{Name(field.FieldType)} {field.Name}"); }
            foreach (var property in type.GetProperties(Declared)) { lines.Add(Line(property)); }
            foreach (var method in type.GetMethods(Declared))
            {
                if (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) { lines.Add(Line(method)); }
            }
            if (lines.Count > 0) { types[Heading(type)] = lines; }
        }
        return types;
    }

    private static string Line(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(",", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Static(method.IsStatic)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method.GetParameters())})";
    }

    private static string Line(PropertyInfo property)
    {
        var accessors = (property.GetMethod is { IsPublic: true } ? "get; " : "") + (property.SetMethod is { IsPublic: true } ? "set; " : "");
        var indices = property.GetIndexParameters();
        var parameters = indices.Length == 0 ? "" : $" [{Parameters(indices)}]";
        return $"{Static(property.GetAccessors()[0].IsStatic)}{Name(property.PropertyType)} {property.Name} {{ {accessors}}}{parameters}";
    }

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "") + $"{Name(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")));

    private static string Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null => "null",
            string text => $"\"{text}\"",
            var value when type.IsEnum => Enum.ToObject(type, value).ToString()!,
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    /// <summary>As the list shortens it: without <c>System</c>, <c>TorchSharp</c> and <c>torch</c>.</summary>
    private static string Name(Type type)
    {
        if (_keywords.TryGetValue(type, out var keyword)) { return keyword; }
        if (type.IsArray) { return Name(type.GetElementType()!) + "[]"; }
        if (type.IsGenericParameter) { return type.Name; }
        if (Nullable.GetUnderlyingType(type) is { } value) { return Name(value) + "?"; }
        var name = Qualified(type);
        foreach (var prefix in new[] { "System.Collections.Generic.", "System.Collections.", "System.", "TorchSharp.torch.", "TorchSharp." })
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) { name = name[prefix.Length..]; break; }
        }
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string Heading(Type type)
        => type.IsEnum ? $"{Qualified(type)} : Enum" : type.IsValueType ? $"{Qualified(type)} : ValueType" : Qualified(type);

    private static string Qualified(Type type)
    {
        var simple = type.Name.Split('`')[0];
        return type.DeclaringType is { } outer ? $"{Qualified(outer)}.{simple}" : $"{type.Namespace}.{simple}";
    }
}
