using Portal.Core;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Training;

/// <summary>What is minimised: the mean loss of a micro-batch.</summary>
/// <param name="model">The model that is trained.</param>
/// <param name="examples">The micro-batch.</param>
/// <param name="dropout">To be passed on to the model; null where both rates are 0.</param>
/// <param name="random">For corruption and the like: a stream of this micro-batch's own, the same after a resumption.</param>
/// <returns>A scalar</returns>
public delegate Tensor TrainingLoss<TModel, TExample>(TModel model, IReadOnlyList<TExample> examples, Dropout? dropout, SeededRandom random);

/// <summary>What a step did.</summary>
/// <param name="Step">Its number, from 1.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Loss">Mean over its micro-batches.</param>
/// <param name="GradientNorm">Before clipping, after masking.</param>
/// <param name="LearningRate">The rate that it used.</param>
public sealed record TrainingStep(int Step, int Steps, double Loss, double GradientNorm, double LearningRate);

/// <summary>
/// Fine-tunes the parameters of a model that require gradients, by AdamW. With <see cref="TrainingCheckpoints"/>, a training that was cut off at any moment
/// ends, bit for bit, as if it had not been.
/// </summary>
public sealed class FineTuning<TModel, TExample> : IDisposable
    where TModel : PretrainedModel
{
    private readonly TModel _model;
    private readonly IReadOnlyList<TExample> _examples;
    private readonly FineTuningOptions _options;
    private readonly TrainingLoss<TModel, TExample> _loss;
    private readonly TrainingCheckpoints? _checkpoints;
    private readonly ExampleOrder _order;
    private readonly LearningRate _rate;
    private readonly List<KeyValuePair<string, Tensor>> _trained;
    private readonly AdamW _optimizer;
    private readonly Generator _generator;
    private readonly Dropout? _dropout;
    private bool _started;
    private int _saved;

    /// <param name="model">Owned by the caller; its trained parameters require gradients.</param>
    /// <param name="examples">What is learned from; the same, in the same order, at every resumption.</param>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="checkpoints">Where the training is saved, and resumed from; null = nowhere.</param>
    public FineTuning(
        TModel model, IReadOnlyList<TExample> examples, FineTuningOptions options, TrainingLoss<TModel, TExample> loss, TrainingCheckpoints? checkpoints = null)
    {
        options.Validate();
        if (examples.Count == 0) { throw new ArgumentException("there are no examples to learn from", nameof(examples)); }
        (_model, _examples, _options, _loss, _checkpoints) = (model, examples, options, loss, checkpoints);
        _trained = [.. model.Parameters.Where(parameter => parameter.Value.requires_grad)];
        if (_trained.Count == 0) { throw new ArgumentException("no parameter requires gradients; call RequireGradients() first", nameof(model)); }
        _order = new ExampleOrder(options, examples.Count);
        _rate = new LearningRate(options.Schedule, options.LearningRate, _order.Steps, options.WarmUpSteps);
        _optimizer = new AdamW(_trained, options.Optimizer, options.DecayBiasesAndNorms ? null : AdamW.DecaysByDefault);
        _generator = new Generator(SeededRandom.Stream(options.Seed, "dropout").NextUInt64(), model.Device);
        _dropout = options is { HiddenDropout: 0, AttentionDropout: 0 } ? null : new Dropout(options.HiddenDropout, options.AttentionDropout, _generator);
    }

    /// <summary>Changes a parameter's gradient in place, by its name, before it is clipped: sparse fine-tuning multiplies it by a mask. Not called where there is no gradient.</summary>
    public Action<string, Tensor>? MaskGradient { get; init; }

    /// <summary>Told after every step.</summary>
    public Action<TrainingStep>? Progress { get; init; }

    /// <summary>Steps of the checkpoint from which <see cref="Run"/> went on; 0 = from the beginning.</summary>
    public int ResumedFrom { get; private set; }

    /// <summary>Why newer checkpoints than that were not used.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>Trains to the last step, from the newest intact checkpoint if there is one, and saves there.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the last whole step has been saved.</exception>
    /// <exception cref="CheckpointException">The checkpoints are of another training, or none of them is intact.</exception>
    /// <exception cref="ArithmeticException">The gradient is not finite; the parameters are those before this step.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        if (!_started) { Resume(); }
        _started = true;
        while (_optimizer.Steps < _order.Steps)
        {
            using var scope = NewDisposeScope();
            var done = Step(cancellation);          // not inside the call: without a listener it would not be evaluated
            Progress?.Invoke(done);
            if (_checkpoints is { } due && _optimizer.Steps % due.SaveEvery == 0) { Save(); }
        }
        Save();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _generator.Dispose();
    }

    /// <summary>One step, or none: whatever stops it, what was drawn for it is taken back.</summary>
    private TrainingStep Step(CancellationToken cancellation)
    {
        var before = _generator.get_state();
        try
        {
            return Descend(cancellation);
        }
        catch (Exception error)
        {
            _generator.set_state(before);
            if (error is OperationCanceledException) { Save(); }
            throw;
        }
        finally
        {
            foreach (var (_, parameter) in _trained) { parameter.grad = null; }
        }
    }

    private TrainingStep Descend(CancellationToken cancellation)
    {
        var micros = _order.MicroBatches(_optimizer.Steps);
        foreach (var (_, parameter) in _trained) { parameter.grad = null; }         // of others
        var loss = 0.0;
        for (var micro = 0; micro < micros.Count; micro++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var random = SeededRandom.Stream(_options.Seed, "loss", ((long)_optimizer.Steps * _options.Accumulation) + micro);
            var part = _loss(_model, [.. micros[micro].Select(index => _examples[index])], _dropout, random).ExpectShape([], "the loss") / micros.Count;
            part.backward();
            loss += part.to(ScalarType.Float64).item<double>();
        }
        var gradients = _trained.Select(parameter => parameter.Value.grad).ToList();
        if (MaskGradient is not null)
        {
            using var untracked = no_grad();
            for (var i = 0; i < gradients.Count; i++)
            {
                if (gradients[i] is { } gradient) { MaskGradient(_trained[i].Key, gradient); }
            }
        }
        var norm = Gradients.ClipNorm([.. gradients.OfType<Tensor>()], _options.GradientNorm);
        var rate = _rate.At(_optimizer.Steps);
        _optimizer.Step(gradients, rate);
        return new TrainingStep(_optimizer.Steps, _order.Steps, loss, norm, rate);
    }

    private TrainingState State => new(_optimizer.Steps, _examples.Count, _model.Device.type.ToString(), _options);

    private void Save()
    {
        if (_checkpoints is null || _optimizer.Steps == _saved) { return; }
        using var scope = NewDisposeScope();
        _checkpoints.Write(State, _model.Parameters, [.. _optimizer.State, GeneratorState()]);
        _saved = _optimizer.Steps;
    }

    private void Resume()
    {
        if (_checkpoints is null) { return; }
        using var scope = NewDisposeScope();
        var generator = GeneratorState();
        (_saved, Refused) = _checkpoints.ReadNewest(State, [.. _model.Parameters], [.. _optimizer.State, generator]);
        if (_saved == 0) { return; }
        _generator.set_state(generator.Value);
        _optimizer.Steps = _saved;
        ResumedFrom = _saved;
    }

    private KeyValuePair<string, Tensor> GeneratorState() => KeyValuePair.Create("dropout.generator", _generator.get_state());
}
