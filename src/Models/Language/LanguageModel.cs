using System.Text.Json.Nodes;
using TorchSharp;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>A policy over token sequences: given a prompt, the logits of every next token of a completion.</summary>
/// <remarks>
/// Decoder-only models read prompt and completion as one sequence; encoder-decoder models encode the prompt and decode the completion from
/// their start token. Training and decoding see only this contract, so both kinds are finetuned by the same code. Prompts may be padded on
/// either side, completions on the right; padding changes nothing but rounding. A model stays in the type and on the device that it is made or
/// loaded in: <c>to</c>, <c>cpu</c> and <c>cuda</c> throw where they would change them.
/// </remarks>
public abstract class LanguageModel : nn.Module
{
    private const string Remedy =
        "Give type and device where it is made or loaded, such as LanguageModels.Load(folder, ScalarType.BFloat16, device).";

    private (ScalarType Type, Device? Device) _made = (ScalarType.Float32, null);
    private Exception? _failedAllocation;
    private Torch.ParameterVector? _vector;
    private bool _hasSparseWords;

    /// <summary>Starts a language model.</summary>
    /// <param name="name">Name for messages and run folders.</param>
    protected LanguageModel(string name)
        : base(name)
    {
        Torch.TorchRuntime.EnsureLoaded();
    }

    private protected LanguageModel(string name, ScalarType type, Device? device)
        : this(name)
    {
        _made = (type, device);
    }

    /// <summary>Type of the parameters.</summary>
    public ScalarType Type => OutputWords.dtype;

    /// <summary>Where the parameters live, and where prompts and completions have to be.</summary>
    public Device Device => OutputWords.device;

    /// <summary>The number V of tokens that have a logit.</summary>
    public abstract int Vocabulary { get; }

    /// <summary>Width d of the hidden state.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>Most positions of one sequence (decoder-only: prompt and completion together); null where the model has no limit.</summary>
    public abstract int? Context { get; }

    /// <summary>The id that a decoder starts from, where prompts are encoded apart from completions; null where a completion continues
    /// its prompt in one sequence.</summary>
    public virtual int? DecoderStart => null;

    /// <summary>The id that ends its texts; null where its configuration names none of the vocabulary.</summary>
    public virtual int? EndId => null;

    /// <summary>Its shape as a Hugging Face <c>config.json</c>, without which its weights cannot be read.</summary>
    public abstract JsonObject Configuration { get; }

    /// <summary>All trainable parameters as one vector, gathered at the first use.</summary>
    public Torch.ParameterVector Parameters => _vector ??= new Torch.ParameterVector(this, () => HasSecondDerivatives);

    /// <summary>Whether gradients can be differentiated again, as for Jacobian norms and curvature. Attention is written out then wherever a graph
    /// is recorded, because libtorch's fused one has no second derivative: slower, in a memory that grows with the square of the length.
    /// <value>false.</value></summary>
    public bool HasSecondDerivatives { get; set; }

    /// <summary>The hidden states from which the tokens of the completions are predicted, each token's predecessors given.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">B completions of T tokens, padded on the right.</param>
    /// <returns>Shape [B, T, d]: position t predicts token t of the completion.</returns>
    /// <exception cref="ArgumentException">Prompt and completion are longer than <see cref="Context"/>, or the numbers of rows differ.</exception>
    public abstract Tensor HiddenStates(TokenRows prompts, TokenRows completions);

    /// <summary>Some of these hidden states; what only the others need is not computed where the model can leave it.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">B completions of T tokens, padded on the right.</param>
    /// <param name="places">Places of N tokens in the flattened completions, int64, shape [N].</param>
    /// <returns>Shape [N, d].</returns>
    /// <exception cref="ArgumentException">See <see cref="HiddenStates(TokenRows, TokenRows)"/>.</exception>
    public virtual Tensor HiddenStates(TokenRows prompts, TokenRows completions, Tensor places) =>
        HiddenStates(prompts, completions).flatten(0, 1).index_select(0, places);

    /// <summary>A vector for each token, which hidden states are multiplied with: shape [V, d].</summary>
    public abstract Parameter OutputWords { get; }

    /// <summary>What these products are multiplied with. <value>1.</value></summary>
    public virtual double OutputScale => 1;

    /// <summary>Hidden states whose gradient goes into <see cref="Parameters"/>: that of the words' vectors is kept as the few rows that a batch has
    /// tokens of.</summary>
    internal virtual Tensor TrainedStates(TokenRows prompts, TokenRows completions, Tensor places)
    {
        _hasSparseWords = !HasSecondDerivatives;
        try
        {
            return HiddenStates(prompts, completions, places);
        }
        finally
        {
            _hasSparseWords = false;
        }
    }

    /// <summary>Logits of hidden states.</summary>
    /// <param name="hidden">Shape [..., d].</param>
    /// <returns>Shape [..., V].</returns>
    public Tensor Project(Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        return nn.functional.linear(Scaled(hidden), OutputWords);
    }

    /// <summary>What <see cref="OutputWords"/> are multiplied with.</summary>
    internal Tensor Scaled(Tensor hidden) => OutputScale == 1 ? hidden : hidden * OutputScale;

    /// <summary>Reads the prompts and prepares for decoding.</summary>
    /// <param name="prompts">B prompts, none of them empty.</param>
    /// <returns>The state before the first new token, without a graph. The caller disposes it; no dispose scope does.</returns>
    public abstract DecodingState Start(TokenRows prompts);

    /// <summary>Appends one token to every row.</summary>
    /// <param name="state">A state of this model; its logits become those of the token after.</param>
    /// <param name="tokens">int64, shape [B].</param>
    public abstract void Advance(DecodingState state, Tensor tokens);

    /// <summary>A model of the same kind and shape with a copy of the parameters, in the same type, on the same device and frozen where they are: a
    /// reference, the start of a value network, a mask model. The caller disposes it.</summary>
    public LanguageModel Copy()
    {
        using var noGrad = no_grad();
        var copy = NewLike();
        copy.HasSecondDerivatives = HasSecondDerivatives;
        foreach (var (target, source) in copy.parameters().Zip(parameters()))
        {
            target.copy_(source);
            target.requires_grad = source.requires_grad;
        }

        return copy;
    }

    /// <summary>Writes a Hugging Face folder, from which Python loads the model too.</summary>
    /// <param name="folder">The folder; it is made if need be. Each file in it is replaced as a whole.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder) => ModelFolder.Save(folder, Configuration, this);

    /// <summary>The vectors of tokens.</summary>
    /// <param name="words">Shape [V, d].</param>
    /// <param name="ids">int64, N ids in any shape.</param>
    /// <returns>Shape [N, d].</returns>
    private protected Tensor WordVectors(Parameter words, Tensor ids) =>
        _hasSparseWords && is_grad_enabled() ? SparseRows.Of(words, ids.reshape(-1)) : words.index_select(0, ids.reshape(-1));

    /// <summary>Registers a parameter whose values are still to be set.</summary>
    internal Parameter Add(string name, params long[] shape)
    {
        var parameter = new Parameter(Allocated(shape));
        register_parameter(name, parameter);
        return parameter;
    }

    /// <summary>Checks, when all parameters are registered, that there is memory for them.</summary>
    /// <exception cref="ModelMemoryException">There is not; the model is disposed.</exception>
    private protected void RequireMemory()
    {
        if (_failedAllocation is not null)
        {
            ModelMemoryException error = new(this, _failedAllocation);
            Dispose();
            throw error;
        }
    }

    private Tensor Allocated(long[] shape)
    {
        try
        {
            return empty(shape, dtype: _made.Type, device: _made.Device);
        }
        catch (Exception error) when (Torch.FailedAllocation.Is(error))
        {
            // The others are only counted from here on, to tell how much memory the model needs.
            (_failedAllocation, _made.Device) = (error, META);
            return empty(shape, dtype: _made.Type, device: META);
        }
    }

    /// <summary>A model of the same kind, shape, type and device whose parameters have no values yet.</summary>
    protected abstract LanguageModel NewLike();

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the type or the device.</exception>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        ArgumentNullException.ThrowIfNull(device);
        FixedPlace.Require(this, Remedy, dtype, device.type, device.index);
        return this;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the device.</exception>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        FixedPlace.Require(this, Remedy, null, deviceType, deviceIndex);
        return this;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the type.</exception>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        FixedPlace.Require(this, Remedy, dtype);
        return this;
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
}
