using System.Globalization;

namespace Portal.Torch.Tests.Ownership;

public sealed class TrainingTests
{
    /// <summary>
    /// A transformer block with AdamW for 500 steps. The number of live tensors must not change at all. Resident memory is compared after 100
    /// steps of warm-up (heap arenas, the JIT, thread pools): a single leaked activation [16, 32, 128] per step would add 100 MB, the
    /// allocator's own noise stays within a few.
    /// </summary>
    [Fact]
    public void Five_hundred_steps_leave_live_tensors_and_memory_where_they_were()
    {
        using var all = NewDisposeScope();
        using var generator = new Generator(1);
        var block = new Block(width: 64, inner: 128, vocabulary: 50, generator);
        var optimizer = new AdamW(block.Parameters, learningRate: 3e-3);
        var (live, resident, first, last) = (0L, 0L, 0.0, 0.0);
        for (var step = 0; step < 500; step++)
        {
            using (var scope = NewDisposeScope())
            {
                var ids = randint(50, [16, 32], generator: generator);
                var logits = block.Forward(ids);
                var loss = nn.functional.cross_entropy(logits.view(-1, 50), (ids + 1).remainder(50).view(-1));
                optimizer.Step(autograd.grad([loss], block.Parameters));
                last = loss.item<float>();
                if (step == 0) { first = last; }
            }
            if (step == 100) { (live, resident) = (LiveTensors.Settled(), Resident()); }
            if (step >= 100) { Assert.Equal(live, Tensor.TotalCount); }
        }
        Assert.True(last < 0.2 * first, $"the loss went from {first} to {last}: the steps did not train");
        var growth = Resident() - resident;
        Assert.True(growth < 24 << 20, $"resident memory grew by {growth >> 20} MB over 400 steps");
    }

    /// <summary>Bytes of physical memory in use, from the kernel.</summary>
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    /// <summary>One pre-norm transformer block with a tied embedding.</summary>
    private sealed class Block
    {
        private readonly Tensor _embedding, _query, _key, _value, _output, _up, _down;
        private readonly int _width;

        public Block(int width, int inner, int vocabulary, Generator generator)
        {
            Tensor Weight(int rows, int columns) => randn(rows, columns, generator: generator).mul_(1 / Math.Sqrt(columns)).requires_grad_();
            _width = width;
            _embedding = Weight(vocabulary, width);
            (_query, _key, _value, _output) = (Weight(width, width), Weight(width, width), Weight(width, width), Weight(width, width));
            (_up, _down) = (Weight(inner, width), Weight(width, inner));
        }

        public List<Tensor> Parameters => [_embedding, _query, _key, _value, _output, _up, _down];

        /// <param name="ids">[batch, seq]</param>
        /// <returns>[batch, seq, vocabulary]</returns>
        public Tensor Forward(Tensor ids)
        {
            var (batch, seq) = (ids.shape[0], ids.shape[1]);
            var x = _embedding.index_select(0, ids.flatten()).view(batch, seq, _width);
            var normed = nn.functional.layer_norm(x, [_width]);
            var scores = (normed.matmul(_query.t()).matmul(normed.matmul(_key.t()).transpose(1, 2)) / Math.Sqrt(_width))
                .masked_fill(ones(seq, seq, @bool).triu(1), float.MinValue);
            x = x + scores.softmax(-1).matmul(normed.matmul(_value.t())).matmul(_output.t());
            x = x + nn.functional.gelu(nn.functional.layer_norm(x, [_width]).matmul(_up.t())).matmul(_down.t());
            return nn.functional.linear(x, _embedding);
        }
    }

    /// <summary>Decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), in place.</summary>
    private sealed class AdamW(List<Tensor> parameters, double learningRate)
    {
        private readonly List<(Tensor Mean, Tensor Variance)> _moments = [.. parameters.Select(p => (zeros_like(p), zeros_like(p)))];
        private int _step;

        public void Step(IList<Tensor> gradients)
        {
            using var frozen = no_grad();
            _step++;
            for (var i = 0; i < parameters.Count; i++)
            {
                var (mean, variance) = _moments[i];
                mean.mul_(0.9).add_(gradients[i], 0.1);
                variance.mul_(0.999).addcmul_(gradients[i], gradients[i], 0.001);
                var scale = (variance / (1 - Math.Pow(0.999, _step))).sqrt_().add_(1e-8);
                parameters[i].mul_(1 - learningRate * 0.01).addcdiv_(mean, scale, -learningRate / (1 - Math.Pow(0.9, _step)));
            }
        }
    }
}
