namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until disposed, operations on this thread record no gradients. The mode is per thread: never <c>await</c> inside.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.pt_grad_mode();

    /// <summary>Stronger than <see cref="no_grad"/>: tensors made inside can never take part in recorded operations.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.pt_inference_mode();

    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = Native.pt_grad_mode();

        internal GradMode(bool enabled) => Native.pt_set_grad_mode(enabled);

        public void Dispose() => Native.pt_set_grad_mode(_before);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        internal InferenceMode(bool enabled) => NativeFailure.Check(Native.pt_inference_mode_begin(enabled, out _guard), nameof(inference_mode));

        public void Dispose()
        {
            var guard = _guard;
            _guard = 0;
            if (guard != 0) { Native.pt_inference_mode_end(guard); }
        }
    }
}
