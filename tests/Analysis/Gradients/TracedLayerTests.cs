using VanishingGradients.Models;
using VanishingGradients.Models.Tracing;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>Ghost norms of every kind of layer against one backward pass per input, float64.</summary>
public sealed class TracedLayerTests
{
    private const double Tolerance = 1e-9;

    /// <summary>One self-attention block on token numbers: embedding, layer norm, four linear maps over positions, a linear head on the last position.</summary>
    private sealed class TinyAttention : Policy
    {
        private readonly TorchSharp.Modules.Embedding _embedding = nn.Embedding(11, 6, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.LayerNorm _norm = nn.LayerNorm(6, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.Linear _queries = nn.Linear(6, 6, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.Linear _keys = nn.Linear(6, 6, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.Linear _values = nn.Linear(6, 6, hasBias: false, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.Linear _mixed = nn.Linear(6, 6, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.Linear _head = nn.Linear(6, 4, dtype: ScalarType.Float64);

        public TinyAttention()
            : base("tiny attention")
        {
            RegisterComponents();
        }

        public override Tensor forward(Tensor inputs) => Trace(inputs).Logits;

        public override PolicyTrace Trace(Tensor inputs)
        {
            var layers = new List<TracedLayer>();
            Tensor Linear(string name, TorchSharp.Modules.Linear layer, Tensor input)
            {
                var output = layer.call(input);
                layers.Add(new TracedLinear(name, input, output, layer.bias is not null));
                return output;
            }

            var embedded = _embedding.call(inputs);
            layers.Add(new TracedEmbedding("embedding", inputs, embedded));
            var centred = embedded - embedded.mean([-1], keepdim: true);
            var normalised = centred / (centred.square().mean([-1], keepdim: true) + 1e-5).sqrt();
            var scaled = normalised * _norm.weight! + _norm.bias!;
            layers.Add(new TracedLayerNorm("norm", normalised, scaled));
            var (queries, keys, values) = (Linear("queries", _queries, scaled), Linear("keys", _keys, scaled), Linear("values", _values, scaled));
            var mixed = nn.functional.softmax(queries.bmm(keys.transpose(1, 2)), -1).bmm(values);
            var last = Linear("mixed", _mixed, mixed).select(1, -1).tanh();
            return new PolicyTrace(Linear("head", _head, last), layers);
        }
    }

    private sealed class TinyConvolution : Policy
    {
        private readonly TorchSharp.Modules.Conv2d _convolution = nn.Conv2d(2, 3, 3, stride: 2, padding: 1, dtype: ScalarType.Float64);
        private readonly TorchSharp.Modules.Linear _head = nn.Linear(27, 4, dtype: ScalarType.Float64);

        public TinyConvolution()
            : base("tiny convolution")
        {
            RegisterComponents();
        }

        public override Tensor forward(Tensor inputs) => Trace(inputs).Logits;

        public override PolicyTrace Trace(Tensor inputs)
        {
            var convolved = _convolution.call(inputs);
            var hidden = convolved.tanh().flatten(1);
            var logits = _head.call(hidden);
            return new PolicyTrace(logits, [
                new TracedConvolution("convolution", inputs, convolved, (3, 3), (2, 2), (1, 1), hasBias: true),
                new TracedLinear("head", hidden, logits)]);
        }
    }

    private static (Policy Policy, Tensor Inputs) Case(string kind)
    {
        using var generator = new RandomStreams(6).Open(kind);
        Policy policy = kind == "attention" ? new TinyAttention() : new TinyConvolution();
        using var noGrad = no_grad();
        policy.Parameters.Values.copy_(randn(policy.Parameters.Count, dtype: ScalarType.Float64, generator: generator) * 0.6);
        return (policy, kind == "attention"
            ? randint(0, 4, [9, 5], dtype: ScalarType.Int64, generator: generator)
            : randn(9, 2, 6, 6, dtype: ScalarType.Float64, generator: generator));
    }

    [Theory]
    [InlineData("attention")]
    [InlineData("convolution")]
    public void GhostNorms_anObjective_equalTheLoopOfBackwardPasses(string kind)
    {
        var (policy, inputs) = Case(kind);
        using (policy)
        {
            var ghost = GhostNorms.Of(policy, inputs, logits => nn.functional.log_softmax(logits, -1).select(1, 2));
            var loop = GradientLoop.Norms(policy, inputs, (logits, _) => nn.functional.log_softmax(logits, -1)[0, 2]);
            Assert.All(loop, (expected, i) => Assert.Equal(1, ghost[i] / expected, Tolerance));
        }
    }

    [Theory]
    [InlineData("attention")]
    [InlineData("convolution")]
    public void LogitGram_wholeAndPerLayer_equalTheLoopOfBackwardPasses(string kind)
    {
        var (policy, inputs) = Case(kind);
        using (policy)
        {
            double[] direction = [0.3, -1, 0.5, 2];
            var grams = LogitGram.Of(policy, inputs).ToArray();
            var loop = GradientLoop.Norms(policy, inputs, (logits, _) => (logits[0] * tensor(direction)).sum());
            Assert.All(loop, (expected, i) => Assert.Equal(1, grams[i].Norm(direction) / expected, Tolerance));
            Assert.All(grams, gram => Assert.Equal(
                gram.Norm(direction), Math.Sqrt(Enumerable.Range(0, gram.LayerNames.Count).Sum(layer => Math.Pow(gram.LayerNorm(layer, direction), 2))), 1e-9));
        }
    }

    [Theory]
    [InlineData("attention")]
    [InlineData("convolution")]
    public void JacobianNorm_byLanczos_equalsTheExactOne(string kind)
    {
        var (policy, inputs) = Case(kind);
        using var start = new RandomStreams(1).Open("lanczos");
        using (policy)
        {
            var exact = LogitGram.Of(policy, inputs).Select(gram => gram.JacobianNorm).ToArray();
            Assert.All(exact.Take(4), (expected, i) => Assert.Equal(1, JacobianNorm.ByLanczos(policy, inputs.narrow(0, i, 1), start) / expected, 1e-7));
        }
    }
}
