using System.Globalization;

namespace TorchSharp;

/// <summary>Kinds of devices; the values are libtorch's own.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Where a tensor lives and where its operations run.</summary>
    public sealed class Device
    {
        public DeviceType type { get; }

        /// <summary>Which of several devices of the type; -1 is the current one.</summary>
        public int index { get; }

        /// <param name="description">"cpu", "cuda" or "cuda:1"</param>
        /// <exception cref="ArgumentException">The text names no known device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = ParseType(parts[0], description);
            index = parts.Length switch
            {
                1 => -1,
                2 when int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
                _ => throw Unknown(description),
            };
        }

        public Device(string deviceType, int index = -1) => (type, this.index) = (ParseType(deviceType, deviceType), index);

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(int index) : this(DeviceType.CUDA, index) { }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => index < 0 ? Name(type) : $"{Name(type)}:{index}";

        private static string Name(DeviceType type) => type == DeviceType.CPU ? "cpu" : "cuda";

        private static DeviceType ParseType(string name, string description) => name switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            _ => throw Unknown(description),
        };

        private static ArgumentException Unknown(string description) => new($"\"{description}\" is no device; use \"cpu\", \"cuda\" or \"cuda:0\"");
    }

    public static class cuda
    {
        public static bool is_available() => Native.pt_cuda_is_available();

        public static int device_count() => Native.pt_cuda_device_count();

        /// <summary>Waits until the device has done its work.</summary>
        public static void synchronize(Device? device = null) => NativeFailure.Check(Native.pt_cuda_synchronize(device?.index ?? -1), "cuda.synchronize");
    }
}
