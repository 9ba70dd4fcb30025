namespace TorchSharp;

/// <summary>How values beyond the border are made.</summary>
public enum PaddingModes { Zeros, Reflect, Replicate, Circular, Constant }

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss is summed up over the batch.</summary>
        public enum Reduction : long { None, Mean, Sum }

        /// <summary>Layers and losses without state.</summary>
        public static class functional
        {
            /// <summary>input·weightsᵀ + bias</summary>
            /// <param name="input">[..., in]</param>
            /// <param name="weights">[out, in]</param>
            /// <param name="bias">[out]</param>
            /// <returns>[..., out]</returns>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
                => Tensor.Take(Native.pt_linear(input.Live, weights.Live, Tensor.LiveOrNone(bias), out var result), result, input, weights, bias);

            /// <param name="normalized_shape">The sizes of the trailing dimensions that share a mean and a variance</param>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
                => Tensor.Take(
                    Native.pt_layer_norm(input.Live, normalized_shape, normalized_shape.Length, Tensor.LiveOrNone(weight), Tensor.LiveOrNone(bias), eps,
                        out var result),
                    result, input, weight, bias);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) { return Tensor.Take(Native.pt_dropout(input.Live, p, training, out var result), result, input); }
                NativeFailure.Check(Native.pt_dropout_(input.Live, p, training), "dropout", input);
                return input;
            }

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();
            public static Tensor gelu(Tensor x) => x.gelu();
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <param name="input">[batch, classes, ...] logits</param>
            /// <param name="target">[batch, ...] int64 classes, or probabilities in the input's shape</param>
            /// <param name="weight">[classes]</param>
            /// <param name="ignore_index">Targets with this value count neither in the sum nor in the mean.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0)
                => Tensor.Take(
                    Native.pt_cross_entropy(input.Live, target.Live, Tensor.LiveOrNone(weight), ignore_index, (long)reduction, label_smoothing,
                        out var result),
                    result, input, target, weight);

            /// <param name="input">[batch, classes, ...] log-probabilities</param>
            /// <param name="target">[batch, ...] int64 classes</param>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => Tensor.Take(Native.pt_nll_loss(input.Live, target.Live, Tensor.LiveOrNone(weight), (long)reduction, out var result), result, input, target);

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
                => Tensor.Take(
                    Native.pt_binary_cross_entropy_with_logits(input.Live, target.Live, Tensor.LiveOrNone(weight), (long)reduction,
                        Tensor.LiveOrNone(pos_weights), out var result),
                    result, input, target);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Tensor.Take(Native.pt_mse_loss(input.Live, target.Live, (long)reduction, out var result), result, input, target);

            /// <param name="pad">Elements before and after, pairs from the last dimension on</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => Tensor.Take(Native.pt_pad(input.Live, pad, pad.Length, Name(mode), value, out var result), result, input);

            private static string Name(PaddingModes mode) => mode switch
            {
                PaddingModes.Reflect => "reflect",
                PaddingModes.Replicate => "replicate",
                PaddingModes.Circular => "circular",
                _ => "constant",
            };
        }
    }
}
