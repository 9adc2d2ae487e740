using TorchSharp.Modules;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>
/// The residual network ResNet18 (He et al. 2016) as torchvision builds it, with the 7 × 7 stem made for large pictures: the paper's
/// policy for CIFAR10. Parameters and buffers have torchvision's names.
/// </summary>
/// <remarks>Training mode normalises over the batch and updates running statistics; evaluation mode uses those.</remarks>
public sealed class ResNet18 : Policy
{
    private readonly Conv2d _stem;
    private readonly BatchNorm2d _stemNorm;
    private readonly Block[][] _stages;
    private readonly Linear _classifier;

    /// <summary>A network with torchvision's initialisation: convolutions normal with variance 2 / (outputs · kernel area), batch
    /// normalisations with scale 1 and shift 0, the last layer uniform in ±1/√512.</summary>
    /// <param name="outputs">The number K of outputs, at least 1.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one output.</exception>
    public ResNet18(int outputs, Generator initialisation)
        : base("resnet18")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentNullException.ThrowIfNull(initialisation);
        _stem = nn.Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        _stemNorm = nn.BatchNorm2d(64);
        _stages = [Stage(64, 64, 1), Stage(64, 128, 2), Stage(128, 256, 2), Stage(256, 512, 2)];
        _classifier = nn.Linear(512, outputs);
        register_module("conv1", _stem);
        register_module("bn1", _stemNorm);
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            register_module($"layer{stage + 1}", nn.Sequential(_stages[stage]));
        }

        register_module("fc", _classifier);
        Draw(initialisation);
    }

    /// <inheritdoc />
    /// <remarks>Only in training mode.</remarks>
    public override bool MixesInputs => true;

    /// <summary>Logits of the outputs.</summary>
    /// <param name="inputs">Colour pictures, shape [B, 3, H, W].</param>
    /// <returns>Shape [B, K].</returns>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor inputs) => Forward(inputs, new ForwardPass(traced: false));

    /// <inheritdoc />
    /// <remarks>In training mode there is none: what one input adds to the gradient depends on the others then.</remarks>
    public override PolicyTrace? Trace(Tensor inputs)
    {
        var pass = new ForwardPass(traced: true);
        return training ? null : new PolicyTrace(Forward(inputs, pass), pass.Layers);
    }

    private Tensor Forward(Tensor inputs, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var type = _stem.weight.dtype;
        if (inputs.dtype != type || inputs.dim() != 4 || inputs.shape[1] != 3 || inputs.shape[2] < 1 || inputs.shape[3] < 1)
        {
            throw ShapeCheck.Unreadable(this, $"{type} colour pictures of shape [B, 3, H, W]", inputs);
        }

        var hidden = pass.BatchNorm("bn1", pass.Convolution("conv1", inputs, _stem, stride: 2, padding: 3), _stemNorm).relu();
        hidden = nn.functional.max_pool2d(hidden, 3, stride: 2, padding: 1);
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            for (var block = 0; block < _stages[stage].Length; block++)
            {
                hidden = _stages[stage][block].Forward(hidden, $"layer{stage + 1}.{block}", pass);
            }
        }

        return pass.Linear(hidden.mean([2, 3]), new Affine("fc", _classifier.weight!, _classifier.bias!));
    }

    private static Block[] Stage(int inputs, int outputs, int stride) => [new(inputs, outputs, stride), new(outputs, outputs, 1)];

    private void Draw(Generator stream)
    {
        using var noGrad = no_grad();
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            var weight = convolution.weight;
            Initialisation.DrawNormal(weight, Math.Sqrt(2.0 * weight.shape[1] / weight.numel()), stream);
        }

        Initialisation.Draw(_classifier.weight!, _classifier.bias, stream);
    }

    /// <summary>Two 3 × 3 convolutions beside a shortcut, which is a 1 × 1 convolution where the shape changes.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _first;
        private readonly BatchNorm2d _firstNorm;
        private readonly Conv2d _second;
        private readonly BatchNorm2d _secondNorm;
        private readonly (Conv2d, BatchNorm2d)? _shortcut;
        private readonly int _stride;

        internal Block(int inputs, int outputs, int stride)
            : base("block")
        {
            _stride = stride;
            _first = nn.Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
            _firstNorm = nn.BatchNorm2d(outputs);
            _second = nn.Conv2d(outputs, outputs, 3, stride: 1, padding: 1, bias: false);
            _secondNorm = nn.BatchNorm2d(outputs);
            register_module("conv1", _first);
            register_module("bn1", _firstNorm);
            register_module("conv2", _second);
            register_module("bn2", _secondNorm);
            if (stride != 1 || inputs != outputs)
            {
                var (convolution, norm) = (nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false), nn.BatchNorm2d(outputs));
                _shortcut = (convolution, norm);
                register_module("downsample", nn.Sequential(convolution, norm));
            }
        }

        public override Tensor forward(Tensor inputs) => Forward(inputs, GetName(), new ForwardPass(traced: false));

        internal Tensor Forward(Tensor inputs, string name, ForwardPass pass)
        {
            var hidden = pass.Convolution($"{name}.conv1", inputs, _first, _stride, padding: 1);
            hidden = pass.BatchNorm($"{name}.bn1", hidden, _firstNorm).relu();
            hidden = pass.Convolution($"{name}.conv2", hidden, _second, stride: 1, padding: 1);
            hidden = pass.BatchNorm($"{name}.bn2", hidden, _secondNorm);
            return (hidden + Shortcut(inputs, name, pass)).relu();
        }

        private Tensor Shortcut(Tensor inputs, string name, ForwardPass pass) => _shortcut is ({ } convolution, { } norm)
            ? pass.BatchNorm($"{name}.downsample.1", pass.Convolution($"{name}.downsample.0", inputs, convolution, _stride, padding: 0), norm)
            : inputs;
    }
}
