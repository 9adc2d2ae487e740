using TorchSharp;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A softmax policy: for each input the logits of its outputs.</summary>
/// <remarks>
/// Inputs are one tensor whose first dimension is the batch. A policy over K labels returns logits of shape [B, K]; one that writes
/// sequences returns [B, T, K], the logits of every next token. Anything that has such logits is a policy: derive from this class, or
/// wrap a module with <see cref="From"/>. <see cref="Mlp"/>, <see cref="Bert"/> and <see cref="DistilBert"/> stay in the type and on the device that
/// they are made in; others can be moved and converted until <see cref="Parameters"/> are gathered. <c>to</c>, <c>cpu</c> and <c>cuda</c> throw where
/// they cannot do it.
/// </remarks>
public abstract class Policy : nn.Module<Tensor, Tensor>
{
    private const string Remedy = "Give type and device where it is made or loaded.";
    private const string EarlierRemedy = "Move and convert it before anything else is done with it.";

    private Torch.ParameterVector? _vector;

    /// <summary>Starts a policy.</summary>
    /// <param name="name">Name for messages and run folders.</param>
    protected Policy(string name)
        : base(name)
    {
        Torch.TorchRuntime.EnsureLoaded();
    }

    /// <summary>Whether one input's logits depend on the other inputs of its batch, as with batch normalisation in training mode.</summary>
    public virtual bool MixesInputs => false;

    /// <summary>All trainable parameters as one vector, gathered at the first use.</summary>
    public Torch.ParameterVector Parameters => _vector ??= new Torch.ParameterVector(this);

    /// <summary>Whether it can be moved as long as <see cref="Parameters"/> are not gathered: it holds no parameter in a field.</summary>
    private protected virtual bool IsMovable => true;

    /// <summary>A forward pass that also tells what every layer's parameter gradients are made of; null where the policy cannot
    /// tell.</summary>
    /// <param name="inputs">Shape [B, ...].</param>
    public virtual PolicyTrace? Trace(Tensor inputs) => null;

    /// <summary>ln p(y|x) of every output in float64, whatever the type of the parameters: small probabilities and their gradients
    /// survive.</summary>
    /// <param name="inputs">Shape [B, ...].</param>
    /// <param name="temperature">Divides the logits, above 0.</param>
    /// <returns>Shape [B, K] or [B, T, K].</returns>
    public Tensor LogProbabilities(Tensor inputs, double temperature = 1)
    {
        var logits = call(inputs).to(ScalarType.Float64);
        return nn.functional.log_softmax(temperature == 1 ? logits : logits / temperature, -1);
    }

    /// <summary>The policy of a module that maps inputs to logits.</summary>
    /// <param name="module">The module. It belongs to the policy from now on.</param>
    /// <param name="initialisation">Random stream that linear and convolution layers are drawn from again, by their usual
    /// rule; null keeps the values the module has.</param>
    /// <param name="mixesInputs">See <see cref="MixesInputs"/>.</param>
    public static Policy From(nn.Module<Tensor, Tensor> module, Generator? initialisation = null, bool mixesInputs = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (initialisation is not null)
        {
            Initialisation.Draw(module, initialisation);
        }

        return new ModulePolicy(module, mixesInputs);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the type or the device, see the remarks on the class.</exception>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Moves(dtype, device.type, device.index) ? base._to(device, dtype, non_blocking) : this;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the device, see the remarks on the class.</exception>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        Moves(null, deviceType, deviceIndex) ? base._to(deviceType, deviceIndex, non_blocking) : this;

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the type, see the remarks on the class.</exception>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking) => Moves(dtype) ? base._to(dtype, non_blocking) : this;

    private bool Moves(ScalarType? type, DeviceType? device = null, int index = -1)
    {
        if (IsMovable && _vector is null)
        {
            return true;
        }

        FixedPlace.Require(this, IsMovable ? EarlierRemedy : Remedy, type, device, index);
        return false;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _vector?.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class ModulePolicy : Policy
    {
        private readonly nn.Module<Tensor, Tensor> _module;

        public ModulePolicy(nn.Module<Tensor, Tensor> module, bool mixesInputs)
            : base(module.GetName())
        {
            _module = module;
            MixesInputs = mixesInputs;
            RegisterComponents();
        }

        public override bool MixesInputs { get; }

        public override Tensor forward(Tensor inputs) => _module.call(inputs);
    }
}
