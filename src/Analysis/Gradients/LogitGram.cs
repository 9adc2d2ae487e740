using VanishingGradients.Models;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>
/// The Gram matrix G = J Jᵀ of one input's logits, where J is the K × P Jacobian of the logits with respect to all parameters. It gives
/// the gradient norm of every objective of the logits at once: ‖∇‖ = ‖Jᵀ g‖ = √(gᵀ G g) with g the objective's gradient with respect
/// to the logits, computed in float64. Gradients far below float32's range come out right.
/// </summary>
public sealed class LogitGram
{
    private const int BatchSize = 256;

    private readonly double[][] _layers;
    private readonly double[] _whole;

    private LogitGram(double[][] layers, double[] whole, double jacobianNorm, IReadOnlyList<string> layerNames, double[] logits)
    {
        (_layers, _whole, JacobianNorm, LayerNames, Logits) = (layers, whole, jacobianNorm, layerNames, logits);
    }

    /// <summary>The input's logits, K numbers.</summary>
    public IReadOnlyList<double> Logits { get; }

    /// <summary>γ(x), the spectral norm of J: √λ_max(G).</summary>
    public double JacobianNorm { get; }

    /// <summary>Names of the layers that <see cref="LayerNorm"/> counts.</summary>
    public IReadOnlyList<string> LayerNames { get; }

    /// <summary>The matrices of all inputs, in order. Work and memory go batch by batch: any number of inputs streams through.</summary>
    /// <param name="policy">A policy that can be traced (see <see cref="Policy.Trace"/>) and does not mix the inputs of a batch.</param>
    /// <param name="inputs">Shape [n, ...].</param>
    /// <param name="temperature">Divides the logits, above 0.</param>
    /// <exception cref="NotSupportedException">The policy cannot be traced, or mixes inputs; use <see cref="GradientLoop"/>.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is not finite; the message names the input.</exception>
    public static IEnumerable<LogitGram> Of(Policy policy, Tensor inputs, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        return Stream(policy, inputs, temperature);
    }

    /// <summary>Norm of the gradient of an objective with respect to all parameters.</summary>
    /// <param name="logitGradient">The objective's gradient with respect to the logits, K numbers.</param>
    public double Norm(ReadOnlySpan<double> logitGradient) => Norm(_whole, logitGradient);

    /// <summary>Norm of the gradient of an objective with respect to one layer's parameters.</summary>
    /// <param name="layer">Position in <see cref="LayerNames"/>.</param>
    /// <param name="logitGradient">The objective's gradient with respect to the logits, K numbers.</param>
    public double LayerNorm(int layer, ReadOnlySpan<double> logitGradient) => Norm(_layers[layer], logitGradient);

    private static IEnumerable<LogitGram> Stream(Policy policy, Tensor inputs, double temperature)
    {
        policy.eval();
        for (var start = 0L; start < inputs.shape[0]; start += BatchSize)
        {
            foreach (var gram in Batch(policy, inputs, start, temperature))
            {
                yield return gram;
            }
        }
    }

    private static LogitGram[] Batch(Policy policy, Tensor inputs, long start, double temperature)
    {
        using var scope = NewDisposeScope();
        var trace = Tracing.Require(policy, inputs.narrow(0, start, Math.Min(BatchSize, inputs.shape[0] - start)));
        var logits = (temperature == 1 ? trace.Logits : trace.Logits / temperature).detach().to(ScalarType.Float64).cpu();
        RequireFinite(logits, start);
        var (batch, outputs) = ((int)logits.shape[0], (int)logits.shape[1]);

        var gradients = OutputGradients(trace, temperature);
        var layers = trace.Layers
            .Select((layer, i) => layer.Gram(stack([.. gradients.Select(output => output[i])])).to(ScalarType.Float64)).ToList();
        var whole = layers.Aggregate((sum, layer) => sum + layer);
        whole = (whole + whole.transpose(1, 2)) / 2;
        var largest = linalg.eigvalsh(whole).select(1, outputs - 1).clamp_min(0).sqrt();

        var (values, matrices, perLayer, norms) = (Rows(logits, batch), Rows(whole, batch), layers.Select(layer => Rows(layer, batch)).ToList(), Rows(largest, batch));
        string[] names = [.. trace.Layers.Select(layer => layer.Name)];
        return [.. Enumerable.Range(0, batch).Select(i =>
            new LogitGram([.. perLayer.Select(rows => rows[i])], matrices[i], norms[i][0], names, values[i]))];
    }

    /// <summary>For each of the K logits the gradients with respect to every layer's output.</summary>
    private static List<IList<Tensor>> OutputGradients(PolicyTrace trace, double temperature)
    {
        Tensor[] layerOutputs = [.. trace.Layers.Select(layer => layer.Output)];
        var outputs = trace.Logits.shape[1];
        var gradients = new List<IList<Tensor>>();
        for (var k = 0; k < outputs; k++)
        {
            var direction = zeros_like(trace.Logits);
            direction.select(1, k).fill_(1 / temperature);
            gradients.Add(autograd.grad([trace.Logits], layerOutputs, [direction], retain_graph: k < outputs - 1));
        }

        return gradients;
    }

    private static void RequireFinite(Tensor logits, long start)
    {
        var values = logits.data<double>().ToArray();
        var bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0)
        {
            var outputs = logits.shape[1];
            throw new NotFiniteNumberException($"Logit {bad % outputs} of input {start + bad / outputs} is {values[bad]}.", values[bad]);
        }
    }

    private static double[][] Rows(Tensor table, int rows)
    {
        var values = table.cpu().contiguous().data<double>().ToArray();
        return [.. values.Chunk(values.Length / rows)];
    }

    private static double Norm(double[] matrix, ReadOnlySpan<double> gradient)
    {
        var outputs = gradient.Length;
        if (outputs * outputs != matrix.Length)
        {
            throw new ArgumentException(
                $"The gradient has {outputs} entries, but there are {Math.Sqrt(matrix.Length)} logits.", nameof(gradient));
        }

        // Scaled by its largest entry, so that squares of tiny gradients stay in range.
        var scale = 0.0;
        foreach (var entry in gradient)
        {
            scale = Math.Max(scale, Math.Abs(entry));
        }

        if (scale == 0)
        {
            return 0;
        }

        var form = 0.0;
        for (var k = 0; k < outputs; k++)
        {
            var row = 0.0;
            for (var l = 0; l < outputs; l++)
            {
                row += matrix[k * outputs + l] * (gradient[l] / scale);
            }

            form += gradient[k] / scale * row;
        }

        return scale * Math.Sqrt(Math.Max(form, 0));
    }
}
