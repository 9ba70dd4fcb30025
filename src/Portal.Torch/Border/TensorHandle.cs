using Microsoft.Win32.SafeHandles;

namespace TorchSharp;

/// <summary>Owns one native tensor; the runtime keeps it alive for the length of every native call it is passed to.</summary>
internal sealed class TensorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private static long _live;
    private static long _peak;

    /// <summary>Stands for "no tensor" in optional arguments.</summary>
    internal static readonly TensorHandle None = new();

    internal static long Live => Interlocked.Read(ref _live);
    internal static long Peak => Interlocked.Read(ref _peak);

    internal TensorHandle() : base(ownsHandle: false) { }

    internal TensorHandle(nint pointer) : base(ownsHandle: true)
    {
        SetHandle(pointer);
        if (IsInvalid) { return; }
        var live = Interlocked.Increment(ref _live);
        if (live > Interlocked.Read(ref _peak)) { Interlocked.Exchange(ref _peak, live); }
    }

    protected override bool ReleaseHandle()
    {
        Native.pt_free(handle);
        Interlocked.Decrement(ref _live);
        return true;
    }
}
