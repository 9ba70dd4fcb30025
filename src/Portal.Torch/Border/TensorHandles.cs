namespace TorchSharp;

/// <summary>The pointers of several tensors, kept alive until it is disposed; a null tensor becomes a null pointer.</summary>
internal readonly ref struct TensorHandles
{
    private readonly TensorHandle?[] _handles;

    internal nint[] Pointers { get; }
    internal long Count => Pointers.Length;

    internal TensorHandles(IReadOnlyCollection<torch.Tensor?>? tensors)
    {
        _handles = new TensorHandle?[tensors?.Count ?? 0];
        Pointers = new nint[_handles.Length];
        var i = 0;
        try
        {
            foreach (var tensor in tensors ?? [])
            {
                if (tensor is not null)
                {
                    var handle = tensor.Live;
                    var added = false;
                    handle.DangerousAddRef(ref added);
                    _handles[i] = handle;
                    Pointers[i] = handle.DangerousGetHandle();
                }
                i++;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var handle in _handles) { handle?.DangerousRelease(); }
    }

    /// <summary>Takes over a native array of results; an undefined one becomes a tensor that <see cref="torch.Tensor.IsInvalid"/>.</summary>
    internal static unsafe torch.Tensor[] Take(nint array, long count)
    {
        var tensors = new torch.Tensor[count];
        for (var i = 0; i < count; i++)
        {
            tensors[i] = new torch.Tensor(((nint*)array)[i]);
        }
        Native.pt_free_array(array);
        return tensors;
    }
}
