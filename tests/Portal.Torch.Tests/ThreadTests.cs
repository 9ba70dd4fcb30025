using System.Globalization;
using System.Runtime.InteropServices;

namespace Portal.Torch.Tests;

public sealed partial class ThreadTests
{
    [Fact]
    public void The_number_of_threads_can_be_set()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.Equal(1, get_num_threads());
            Assert.Throws<ExternalException>(() => set_num_threads(0));
        }
        finally { set_num_threads(before); }
    }

    [Fact]
    public void Native_code_finds_the_settings_that_the_user_did_not_make()
    {
        var threads = get_num_threads();        // loads libtorch, if no other test has
        var given = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        Assert.Equal(given ?? threads.ToString(CultureInfo.InvariantCulture), Marshal.PtrToStringUTF8(getenv("OMP_NUM_THREADS")));
        Assert.Equal(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "PASSIVE", Marshal.PtrToStringUTF8(getenv("OMP_WAIT_POLICY")));
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported) { Assert.NotNull(Marshal.PtrToStringUTF8(getenv("OPENBLAS_CORETYPE"))); }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);
}
