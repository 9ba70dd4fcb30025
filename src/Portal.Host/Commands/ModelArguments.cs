using System.CommandLine;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Portal.Host.Commands;

/// <summary>The options that commands on a model share.</summary>
internal sealed class ModelArguments
{
    private readonly Option<string> _model = new("--model", "-m")
    {
        Description = "A folder, a name in the Hugging Face cache (google/mt5-small), or a name in the catalogue.",
        Required = true,
    };

    private readonly Option<string> _models = ModelFolders.Directory();
    private readonly Option<string> _device = Device();
    private readonly Option<string> _dtype = Dtype();
    private readonly Option<bool> _json = Json();

    public static Option<string> Device() => new("--device") { Description = "cpu, cuda, or cuda:1.", DefaultValueFactory = _ => "cpu" };

    public static Option<string> Dtype()
    {
        var option = new Option<string>("--dtype") { Description = "Type of the weights and of the arithmetic.", DefaultValueFactory = _ => "float32" };
        option.AcceptOnlyFromAmong("float32", "float16", "bfloat16");
        return option;
    }

    public static Option<bool> Json() => new("--json") { Description = "Print JSON, one document per line." };

    /// <summary>Where and in which type to compute.</summary>
    /// <exception cref="ArgumentException">The device is not there, or cannot compute in the type; the message says why.</exception>
    public static (Device Device, ScalarType Type) Arithmetic(string device, string dtype)
    {
        var (chosen, type) = (new Device(device), TypeNamed(dtype));
        if (chosen.type == DeviceType.CPU)
        {
            if (type == ScalarType.Float16) { ExpectHalfOnCpu(); }
            return (chosen, type);
        }
        if (!cuda.is_available()) { throw new ArgumentException($"--device {device}: this libtorch has no CUDA, or there is no GPU; use cpu, or see docs/gpu.md"); }
        return chosen.index < cuda.device_count() ? (chosen, type) : throw new ArgumentException($"--device {device}: there are {cuda.device_count()} GPUs, cuda:0 is the first");
    }

    public static ScalarType TypeNamed(string name) => name switch
    {
        "float16" => ScalarType.Float16,
        "bfloat16" => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="computes">Whether the command runs the model: only then it has a device and a type.</param>
    public void AddTo(Command command, bool computes = true)
    {
        command.Options.Add(_model);
        if (computes)
        {
            command.Options.Add(_device);
            command.Options.Add(_dtype);
        }
        command.Options.Add(_models);
        command.Options.Add(_json);
    }

    public bool IsJson(ParseResult arguments) => arguments.GetValue(_json);

    /// <summary>The folder that --model names.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public string Folder(ParseResult arguments) => ModelFolders.Resolve(arguments.GetRequiredValue(_model), arguments.GetValue(_models)!);

    /// <summary>The model.</summary>
    /// <exception cref="CheckpointException">The folder is no usable checkpoint of the kind.</exception>
    /// <exception cref="ArgumentException">The device is not there, or cannot compute in the type.</exception>
    public T Open<T>(ParseResult arguments)
        where T : PretrainedModel
    {
        var (device, type) = Arithmetic(arguments.GetValue(_device)!, arguments.GetValue(_dtype)!);
        return ModelFamily.Open<T>(Folder(arguments), type, device);
    }

    /// <summary>libtorch 1.13 multiplies no float16 matrices on the CPU; later ones do.</summary>
    private static void ExpectHalfOnCpu()
    {
        using var scope = NewDisposeScope();
        try
        {
            var one = ones([1, 1], dtype: ScalarType.Float16);
            one.matmul(one);
        }
        catch (System.Runtime.InteropServices.ExternalException error)
        {
            throw new ArgumentException("--dtype float16: this libtorch does not compute in it on the CPU; use bfloat16 or float32", error);
        }
    }
}
