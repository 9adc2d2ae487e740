using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>Decoding in a T5: what each decoder block read from the encoder, once, and its keys and values so far.</summary>
/// <param name="model">The model it belongs to.</param>
/// <param name="encoder">Keys and values of the encoder's output, for each block.</param>
/// <param name="encoderBias">Mask of the encoder's output, shape [B, 1, 1, S].</param>
internal sealed class T5State(T5Model model, IReadOnlyList<KeyValues> encoder, Tensor encoderBias) : DecodingState
{
    private IReadOnlyList<KeyValues> _encoder = [.. encoder.Select(memory => memory.Kept())];
    private Tensor _encoderBias = encoderBias.DetachFromDisposeScope();
    private Tensor _prompts = arange(encoderBias.shape[0], ScalarType.Int64, encoderBias.device).DetachFromDisposeScope();
    private Tensor? _logits;

    internal T5Model Model { get; } = model;

    /// <summary>Keys and values of the tokens that the decoder has read.</summary>
    internal KeyValueCache Cache { get; } = new();

    /// <inheritdoc />
    public override Tensor Logits => _logits ?? throw new ObjectDisposedException(nameof(DecodingState));

    internal (KeyValues Memory, Tensor Bias) Encoder(int block) => (_encoder[block], _encoderBias);

    /// <summary>Replaces the logits.</summary>
    internal void SetLogits(Tensor logits)
    {
        _logits?.Dispose();
        _logits = logits.DetachFromDisposeScope();
    }

    /// <inheritdoc />
    public override void Select(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Cache.Select(rows);
        SetLogits(Logits.index_select(0, rows));

        // Beams of one prompt read the same encoder output: most selections leave it where it is.
        var prompts = _prompts.index_select(0, rows);
        if (prompts.Equals(_prompts))
        {
            return;
        }

        var (encoder, bias, before) = (_encoder, _encoderBias, _prompts);
        _encoder = [.. encoder.Select(memory => memory.Rows(rows).Kept())];
        _encoderBias = bias.index_select(0, rows).DetachFromDisposeScope();
        _prompts = prompts.DetachFromDisposeScope();
        DisposeAll(encoder);
        bias.Dispose();
        before.Dispose();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        Cache.Dispose();
        DisposeAll(_encoder);
        _encoderBias.Dispose();
        _prompts.Dispose();
        _logits?.Dispose();
        _logits = null;
    }

    private static void DisposeAll(IReadOnlyList<KeyValues> all)
    {
        foreach (var each in all)
        {
            each.Dispose();
        }
    }
}
