using System.Diagnostics;
using System.Globalization;
using Portal.Bench.Threads;

// One workload under the thread settings of this process: bench/threads runs it under several. Prints the wall time of the fastest tenth
// and of the median, and the CPU time per step: on a busy machine only the CPU time and the fastest steps mean something.
var workload = args[0];
var steps = int.Parse(args[1], CultureInfo.InvariantCulture);
manual_seed(1);

using var model = workload == "encoder"
    ? new Transformer(hidden: 256, inner: 1024, heads: 4, layers: 2, vocabulary: 1000, causal: false)
    : new Transformer(hidden: 256, inner: 688, heads: 4, layers: 4, vocabulary: 2048, causal: true);
var moments = model.Parameters.Select(p => (Mean: p.zeros_like(), Variance: p.zeros_like())).ToList();

void Train(int batch, int seq)
{
    using var scope = NewDisposeScope();
    var ids = randint(1000, [batch, seq]);
    var logits = model.Forward(ids);
    var loss = nn.functional.cross_entropy(logits.view(batch * seq, -1), ids.flatten());
    var gradients = autograd.grad([loss], [.. model.Parameters]);
    using var frozen = no_grad();
    foreach (var (p, g, m) in model.Parameters.Zip(gradients, moments))
    {
        m.Mean.mul_(0.9).add_(g, 0.1);
        m.Variance.mul_(0.999).addcmul_(g, g, 0.001);
        p.mul_(1 - 1e-5).addcdiv_(m.Mean, m.Variance.sqrt().add_(1e-8), -1e-4);
    }
}

void Generate(int batch, int cached)
{
    using var scope = NewDisposeScope();
    using var frozen = no_grad();
    model.Forward(randint(1000, [batch, 1]), cached);
}

Action step = workload switch
{
    "encoder" => () => Train(16, 64),
    "decoder" => () => Train(8, 128),
    "generate" => () => Generate(10, 200),
    _ => throw new ArgumentException($"unknown workload {workload}; use encoder, decoder or generate"),
};

for (var i = 0; i < 5; i++) { step(); }
var process = Process.GetCurrentProcess();
var cpu = process.TotalProcessorTime;
var times = new double[steps];
for (var i = 0; i < steps; i++)
{
    var start = Stopwatch.GetTimestamp();
    step();
    times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
process.Refresh();
var cpuPerStep = (process.TotalProcessorTime - cpu).TotalMilliseconds / steps;
Array.Sort(times);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times[steps / 10],8:F1} {times[steps / 2],8:F1} {cpuPerStep,8:F1}"));
