using TorchSharp.Modules;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A multi-layer perceptron with ReLU between the layers: the paper's MNIST policy is <c>[784, 250, 100, 10]</c>.</summary>
public sealed class Mlp : Policy
{
    private readonly Parameter[] _weights;
    private readonly Parameter[] _biases;

    /// <summary>A perceptron with PyTorch's default initialisation: weights and biases uniform in ±1/√(inputs of the layer).</summary>
    /// <param name="sizes">Width of the input, of every hidden layer and of the output, at least two.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <param name="type">Type of the parameters; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor. The initial values are the same everywhere.</param>
    /// <exception cref="ArgumentException">Fewer than two sizes, or a size below 1.</exception>
    public Mlp(IReadOnlyList<int> sizes, Generator initialisation, ScalarType type = ScalarType.Float32, Device? device = null)
        : base("mlp")
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(initialisation);
        if (sizes.Count < 2 || sizes.Any(size => size < 1))
        {
            throw new ArgumentException(
                $"An MLP needs at least two sizes, each at least 1; given: [{string.Join(", ", sizes)}].", nameof(sizes));
        }

        Sizes = [.. sizes];
        _weights = new Parameter[sizes.Count - 1];
        _biases = new Parameter[sizes.Count - 1];
        for (var layer = 0; layer < _weights.Length; layer++)
        {
            _weights[layer] = new Parameter(empty([sizes[layer + 1], sizes[layer]], dtype: type, device: device));
            _biases[layer] = new Parameter(empty([sizes[layer + 1]], dtype: type, device: device));
            Initialisation.Draw(_weights[layer], _biases[layer], initialisation);
            register_parameter($"weight{layer}", _weights[layer]);
            register_parameter($"bias{layer}", _biases[layer]);
        }
    }

    /// <summary>Widths from input to output.</summary>
    public IReadOnlyList<int> Sizes { get; }

    private protected override bool IsMovable => false;

    /// <summary>Logits of the outputs.</summary>
    /// <param name="inputs">Shape [B, ...]; everything but the batch is flattened.</param>
    /// <returns>Shape [B, K].</returns>
    /// <exception cref="ArgumentException">Another type, or inputs of another size than the first of <see cref="Sizes"/>.</exception>
    public override Tensor forward(Tensor inputs) => Forward(inputs, layers: null);

    /// <inheritdoc />
    public override PolicyTrace Trace(Tensor inputs)
    {
        var layers = new List<TracedLayer>();
        return new PolicyTrace(Forward(inputs, layers), layers);
    }

    private Tensor Forward(Tensor inputs, List<TracedLayer>? layers)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var type = _weights[0].dtype;
        if (inputs.dtype != type || inputs.dim() < 2 || inputs.shape[1..].Aggregate(1L, (product, size) => product * size) != Sizes[0])
        {
            throw ShapeCheck.Unreadable(this, $"{type} of shape [B, ...] with {Sizes[0]} numbers for each input", inputs);
        }

        var hidden = inputs.dim() == 2 ? inputs : inputs.flatten(1);
        for (var layer = 0; layer < _weights.Length; layer++)
        {
            var output = nn.functional.linear(hidden, _weights[layer], _biases[layer]);
            layers?.Add(new TracedLinear($"layer {layer + 1}", hidden, output));
            hidden = layer < _weights.Length - 1 ? output.relu() : output;
        }

        return hidden;
    }
}
