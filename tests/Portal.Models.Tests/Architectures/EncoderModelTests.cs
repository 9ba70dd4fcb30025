using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>Laws of encoders, on the reference checkpoints; that they equal the reference is tested by verifying their folders.</summary>
public sealed class EncoderModelTests
{
    public static TheoryData<string> Checkpoints => ["bert-mlm", "xlmr-mlm", "roberta-mlm", "bert-seqcls", "xlmr-seqcls"];

    [GoldenTheory]
    [MemberData(nameof(Checkpoints))]
    public void Removed_heads_give_the_output_of_masked_heads(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<EncoderModel>(ScalarType.Float64);                       // so that 1e-6 is far above rounding
        using var untracked = no_grad();
        var stay = golden.HeadsThatStay("head_mask", model.Config.Layers, model.Config.Heads);
        Tensor Logits(Tensor? mask)
        {
            var hidden = model.Forward(golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), headMask: mask);
            return model.HasClassifier ? model.ClassLogits(hidden) : model.MaskedLogits(hidden);
        }
        var masked = Logits(golden.Mask(stay));

        model.Prune(stay);

        TensorAssert.Close(masked, Logits(null), 1e-6);
        TensorAssert.Close(masked, Logits(golden.Mask(stay)), 1e-6);                                // a mask still counts heads as they were
    }
}
