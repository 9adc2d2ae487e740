using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>Where decoding with a decoder-only model stands.</summary>
internal sealed class DecoderState(DecoderOnlyModel model) : DecodingState
{
    private Tensor? _logits;
    private Tensor? _positions;
    private Tensor? _bias;

    /// <inheritdoc />
    public override Tensor Logits => _logits!;

    /// <summary>The model it belongs to.</summary>
    internal DecoderOnlyModel Model { get; } = model;

    /// <summary>Keys and values up to now.</summary>
    internal KeyValueCache Cache { get; } = new();

    /// <summary>Positions of the next tokens, int64, shape [B].</summary>
    internal Tensor Positions
    {
        get => _positions!;
        set => Keep(ref _positions, value);
    }

    /// <summary>Tokens of the longest row.</summary>
    internal long Longest { get; set; }


    /// <inheritdoc />
    public override void Select(Tensor rows)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Cache.Select(rows);
        Positions = Positions.index_select(0, rows);
        SetLogits(Logits.index_select(0, rows));
        if (_bias is not null)
        {
            Keep(ref _bias, _bias.index_select(0, rows));
        }
    }

    /// <summary>Replaces the logits.</summary>
    internal void SetLogits(Tensor logits) => Keep(ref _logits, logits);

    /// <summary>Hides padding from every position to come.</summary>
    /// <param name="bias">Shape [B, 1, 1, prompt length].</param>
    internal void Hide(Tensor bias) => Keep(ref _bias, bias);

    /// <summary>The bias of one further position; null where nothing is hidden.</summary>
    internal Tensor? NextBias()
    {
        if (_bias is null)
        {
            return null;
        }

        // As long as the cache, so that it grows as seldom.
        var missing = Cache.Capacity - _bias.shape[3];
        if (missing > 0)
        {
            Keep(ref _bias, nn.functional.pad(_bias, [0, missing]));
        }

        return _bias!.narrow(3, 0, Cache.Length + 1);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _logits?.Dispose();
        _positions?.Dispose();
        _bias?.Dispose();
        Cache.Dispose();
    }

    private static void Keep(ref Tensor? field, Tensor value)
    {
        field?.Dispose();
        field = value.DetachFromDisposeScope();
    }
}
