namespace TorchSharp.Modules;

/// <summary>The choices of the GELU activation (Hendrycks and Gimpel 2016).</summary>
public static class GELU
{
    /// <summary>none: x·Φ(x); tanh: the approximation of section 2 of the paper.</summary>
    public enum Approximate { none, tanh }
}
