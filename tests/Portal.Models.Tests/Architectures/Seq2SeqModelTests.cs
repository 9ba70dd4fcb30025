using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>Laws of encoder-decoders, on the reference checkpoints; that they equal the reference is tested by verifying their folders.</summary>
public sealed class Seq2SeqModelTests
{
    public static TheoryData<string> Checkpoints => ["mt5", "bart"];

    [GoldenTheory]
    [MemberData(nameof(Checkpoints))]
    public void Removed_heads_give_the_output_of_masked_heads(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<Seq2SeqModel>(ScalarType.Float64);                       // so that 1e-6 is far above rounding
        using var untracked = no_grad();
        var encoder = golden.HeadsThatStay("head_mask", model.EncoderLayers, model.EncoderHeads);
        var decoder = golden.HeadsThatStay("decoder_head_mask", model.DecoderLayers, model.DecoderHeads);
        var cross = golden.HeadsThatStay("cross_attn_head_mask", model.DecoderLayers, model.DecoderHeads);
        var (ids, attentionMask, labels) = (golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), golden.Input("batch", "labels"));
        Tensor Logits(Seq2SeqHeadMask? mask) => model.Logits(model.Decode(model.ShiftRight(labels), model.Encode(ids, attentionMask, mask), attentionMask, mask));
        var headMask = new Seq2SeqHeadMask(golden.Mask(encoder), golden.Mask(decoder), golden.Mask(cross));
        var masked = Logits(headMask);

        model.Prune(encoder, decoder, cross);

        TensorAssert.Close(masked, Logits(null), 1e-6);
        TensorAssert.Close(masked, Logits(headMask), 1e-6);                                         // a mask still counts heads as they were
    }
}
