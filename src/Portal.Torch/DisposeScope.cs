namespace TorchSharp;

/// <summary>
/// Disposes the tensors that were created on its thread while it was the innermost scope. Scopes nest; a tensor belongs to at most one.
/// Scopes are per thread: never <c>await</c> inside one.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _innermost;

    private readonly HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private bool _closed;

    internal DisposeScope()
    {
        Outer = Innermost;
        _innermost = this;
    }

    /// <summary>This thread's innermost scope; scopes may end in any order, and on another thread.</summary>
    internal static DisposeScope? Innermost
    {
        get
        {
            while (_innermost is { _closed: true }) { _innermost = _innermost.Outer; }
            return _innermost;
        }
    }

    private DisposeScope? Outer { get; }

    public IReadOnlyList<IDisposable> DisposablesView => [.. _disposables];
    public int DisposablesCount => _disposables.Count;
    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    public void Attach(IDisposable disposable) => AddTo(this, disposable);
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        foreach (var disposable in list) { AddTo(this, disposable); }
        return list;
    }

    /// <summary>Takes the object out of all scopes: its owner disposes it.</summary>
    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null!, disposable);

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
        => MoveToOther(null!, first, second);

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(null!, first, second, third);

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);
    public void Detach(IEnumerable<IDisposable> disposables) => MoveToOther(null!, disposables);

    /// <summary>Hands the object to the scope around this one; from the outermost scope it is detached.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer!, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
        => MoveToOther(Outer!, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(Outer!, first, second, third);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer!, disposables);

    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        MoveToOther(scope, [disposable]);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope scope, T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        MoveToOther(scope, [first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveToOther(scope, [first, second, third]);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <param name="scope">The new owner; <see langword="null"/> detaches. Objects that this scope does not hold are left alone.</param>
    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            if (_disposables.Remove(disposable)) { AddTo(scope, disposable); }
        }
    }

    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    /// <summary>Disposes what the scope holds, except the objects named, which stay in it.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        IDisposable[] disposables = [.. _disposables.Where(disposable => !keep.Contains(disposable))];
        foreach (var disposable in disposables)
        {
            _disposables.Remove(disposable);
            if (disposable is torch.Tensor tensor) { tensor.Owner = null; }
            disposable.Dispose();
        }
    }

    /// <summary>Forgets an object that was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        _disposables.Remove(disposable);
        if (disposable is torch.Tensor tensor) { tensor.Owner = null; }
    }

    public void Dispose()
    {
        DisposeEverything();
        _closed = true;
    }

    private static void AddTo(DisposeScope? scope, IDisposable disposable)
    {
        while (scope is { _closed: true }) { scope = scope.Outer; }
        if (disposable is torch.Tensor tensor)
        {
            if (tensor.Owner is { } owner && owner != scope) { owner._disposables.Remove(tensor); }
            tensor.Owner = scope;
        }
        scope?._disposables.Add(disposable);
    }
}

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>The innermost scope of this thread.</summary>
    public static DisposeScope CurrentDisposeScope => DisposeScope.Innermost!;
}
