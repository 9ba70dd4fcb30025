using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>The cases that golden folders of all kinds of models have; each kind adds its own.</summary>
internal abstract class GoldenCases(GoldenFolder golden, PretrainedModel model, Comparisons comparisons)
{
    protected GoldenFolder Golden => golden;

    protected Comparisons Comparisons => comparisons;

    /// <summary>The head masks of this kind, by their name in the golden files.</summary>
    protected abstract IReadOnlyList<(string Name, int Layers, int Heads)> HeadMasks { get; }

    /// <summary>What stands before a mask's name where its importance is stored.</summary>
    protected abstract string Importance(string headMask);

    /// <summary>Computes every case that the folder holds.</summary>
    public void Run()
    {
        Untracked("single", Forward);
        Untracked("batch", Forward);
        if (comparisons.Expects("batch/heads_masked")) { Untracked(MaskedHeads); }
        if (comparisons.Expects("batch/grad")) { Gradients(); }
        if (comparisons.Expects("batch/per_example_loss")) { PerExample(); }
        RunOthers();
    }

    /// <summary>Logits, inner values and, where there are labels, the loss of a case.</summary>
    protected abstract void Forward(string name);

    /// <summary>The cases of this kind alone.</summary>
    protected abstract void RunOthers();

    /// <summary>Logits of an example.</summary>
    /// <param name="headMasks">In the order of <see cref="HeadMasks"/>; null = all on.</param>
    protected abstract Tensor Logits(GoldenExample example, IReadOnlyList<Tensor>? headMasks);

    /// <summary>Mean cross-entropy over the labels that count.</summary>
    protected virtual Tensor Loss(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), labels.flatten(), ignore_index: -100);

    /// <summary>One row, without its padding.</summary>
    protected abstract GoldenExample Row(GoldenExample batch, int row);

    /// <summary>A case's input, without gradients.</summary>
    protected GoldenExample Example(string name)
    {
        Tensor? Optional(string field) => golden.HasInput(name, field) ? golden.Input(name, field) : null;
        var ids = golden.Input(name, "input_ids");
        return new GoldenExample(ids, Optional("attention_mask") ?? ones_like(ids), Optional("token_type_ids"), Optional("labels"));
    }

    /// <summary>Runs a case that exists, without recording gradients, and frees what it made.</summary>
    protected void Untracked(string name, Action<string> run)
    {
        if (golden.HasCase(name)) { Untracked(() => run(name)); }
    }

    private static void Untracked(Action run)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        run();
    }

    private void MaskedHeads()
    {
        var batch = Example("batch");
        var logits = Logits(batch, [.. HeadMasks.Select(mask =>
        {
            var switches = Enumerable.Repeat(1f, mask.Layers * mask.Heads).ToArray();
            foreach (var (layer, head) in golden.MaskedHeads(mask.Name)) { switches[(layer * mask.Heads) + head] = 0; }
            return tensor(switches, device: golden.Device).view(mask.Layers, mask.Heads);
        })]);
        comparisons.Forward("batch/heads_masked/logits", logits);
        if (batch.Labels is not null) { comparisons.Forward("batch/heads_masked/loss", Loss(logits, batch.Labels)); }
    }

    /// <summary>The gradient of every parameter and of every head's switch.</summary>
    private void Gradients()
    {
        using var scope = NewDisposeScope();
        model.RequireGradients();
        var (batch, headMasks) = (Example("batch"), Switches());
        var loss = Loss(Logits(batch, headMasks), batch.Labels!);
        var parameters = model.Parameters.Where(parameter => comparisons.Expects($"batch/grad/{parameter.Key}")).ToList();
        var gradients = autograd.grad([loss], [.. parameters.Select(parameter => parameter.Value), .. headMasks]);
        foreach (var (i, (name, _)) in parameters.Index()) { comparisons.Gradient($"batch/grad/{name}", gradients[i]); }
        foreach (var (i, mask) in HeadMasks.Index()) { comparisons.Gradient($"batch/grad_{mask.Name}", gradients[parameters.Count + i]); }
        model.RequireGradients(false);
    }

    /// <summary>Every example alone and unpadded: its loss, its head gradients, and head importance, the mean of their absolute values (Michel et al. 2019, section 4.1).</summary>
    private void PerExample()
    {
        using var scope = NewDisposeScope();
        var batch = Example("batch");
        var (losses, gradients) = (new List<Tensor>(), HeadMasks.Select(_ => new List<Tensor>()).ToArray());
        for (var row = 0; row < batch.Ids.shape[0]; row++)
        {
            var (example, headMasks) = (Row(batch, row), Switches());
            var loss = Loss(Logits(example, headMasks), example.Labels!);
            foreach (var (mask, gradient) in autograd.grad([loss], headMasks).Index()) { gradients[mask].Add(gradient); }
            losses.Add(loss.detach());
        }
        comparisons.Forward("batch/per_example_loss", stack(losses));
        foreach (var (mask, ofMask) in HeadMasks.Zip(gradients))
        {
            var importance = stack(ofMask.Select(gradient => gradient.abs())).mean([0]);                               // [layers, heads]
            comparisons.Gradient($"batch/per_example_grad_{mask.Name}", stack(ofMask));
            comparisons.Gradient($"batch/{Importance(mask.Name)}", importance);
            comparisons.Gradient($"batch/{Importance(mask.Name)}_l2norm", importance / importance.square().sum([-1], keepdim: true).sqrt());
        }
    }

    private Tensor[] Switches() => [.. HeadMasks.Select(mask => ones([mask.Layers, mask.Heads], device: golden.Device, requires_grad: true))];
}

/// <summary>Inputs of a case.</summary>
/// <param name="Ids">[batch, seq]</param>
/// <param name="Mask">[batch, seq]: 1 = token, 0 = padding</param>
/// <param name="Types">[batch, seq], where the case has them</param>
/// <param name="Labels">[batch, seq] with -100 where none counts, or [batch] classes; null where the case has none</param>
internal sealed record GoldenExample(Tensor Ids, Tensor Mask, Tensor? Types, Tensor? Labels);
