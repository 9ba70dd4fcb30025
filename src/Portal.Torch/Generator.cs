using Microsoft.Win32.SafeHandles;

namespace TorchSharp;

internal sealed class GeneratorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Stands for libtorch's default generator in optional arguments.</summary>
    internal static readonly GeneratorHandle None = new();

    internal GeneratorHandle() : base(ownsHandle: false) { }

    internal GeneratorHandle(nint pointer) : base(ownsHandle: true) => SetHandle(pointer);

    protected override bool ReleaseHandle()
    {
        Native.pt_generator_free(handle);
        return true;
    }
}

public static partial class torch
{
    /// <summary>Seeds the default generators of all devices.</summary>
    /// <returns>The default CPU generator</returns>
    public static Generator manual_seed(long seed)
    {
        NativeFailure.Check(Native.pt_manual_seed(seed), nameof(manual_seed));
        return Generator.Default;
    }

    /// <summary>A source of random numbers of its own; never used by two threads at once without need.</summary>
    public sealed class Generator : IDisposable
    {
        private readonly GeneratorHandle _handle;

        public Device device { get; }

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            NativeFailure.Check(Native.pt_generator_new(seed, (int)this.device.type, this.device.index, out var pointer), nameof(Generator));
            _handle = new GeneratorHandle(pointer);
        }

        private Generator(nint pointer) => (_handle, device) = (new GeneratorHandle(pointer), CPU);

        /// <summary>libtorch's default CPU generator; disposing it lets go of the reference only.</summary>
        public static Generator Default
        {
            get
            {
                NativeFailure.Check(Native.pt_generator_default(out var pointer), nameof(Default));
                return new Generator(pointer);
            }
        }

        internal static GeneratorHandle HandleOf(Generator? generator) => generator?._handle ?? GeneratorHandle.None;

        public Generator manual_seed(long seed)
        {
            NativeFailure.Check(Native.pt_generator_set_seed(_handle, seed), nameof(manual_seed));
            return this;
        }

        public long initial_seed()
        {
            NativeFailure.Check(Native.pt_generator_initial_seed(_handle, out var seed), nameof(initial_seed));
            return seed;
        }

        /// <summary>Seeds from the operating system's randomness.</summary>
        /// <returns>The seed taken</returns>
        public long seed()
        {
            NativeFailure.Check(Native.pt_generator_seed(_handle, out var seed), nameof(seed));
            return seed;
        }

        /// <returns>uint8 tensor that <see cref="set_state"/> accepts</returns>
        public Tensor get_state() => Tensor.Take(Native.pt_generator_get_state(_handle, out var result), result);

        public void set_state(Tensor value) => NativeFailure.Check(Native.pt_generator_set_state(_handle, value.Live), nameof(set_state), value);

        public void Dispose() => _handle.Dispose();
    }
}
