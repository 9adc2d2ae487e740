using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>A language model that reads prompt and completion as one sequence, every position seeing only those before it.</summary>
/// <remarks>
/// Positions are counted over the tokens of a row, so padding on either side, or between a prompt and its completion, moves nothing.
/// </remarks>
public abstract class DecoderOnlyModel : LanguageModel
{
    private protected DecoderOnlyModel(string name, ScalarType type, Device? device)
        : base(name, type, device)
    {
    }

    /// <summary>Blocks.</summary>
    private protected abstract int Layers { get; }

    /// <summary>Key and value heads of a block, and the width of one.</summary>
    private protected abstract (int Count, int Width) KeyValueHeads { get; }

    /// <summary>The normalised hidden states of whole sequences, as for training on texts: position t predicts token t + 1.</summary>
    /// <param name="rows">B sequences of T tokens, padded on either side.</param>
    /// <returns>Shape [B, T, d]; what padded positions hold means nothing.</returns>
    /// <exception cref="ArgumentException">A sequence is longer than <see cref="LanguageModel.Context"/>.</exception>
    public Tensor HiddenStates(TokenRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Read(rows, isOnlyCausal: rows.IsFull, wanted: null).view(rows.Count, rows.Length, HiddenSize);
    }

    /// <inheritdoc />
    public sealed override Tensor HiddenStates(TokenRows prompts, TokenRows completions)
    {
        ArgumentNullException.ThrowIfNull(completions);
        var places = arange((long)completions.Count * completions.Length, ScalarType.Int64, completions.Ids.device);
        return HiddenStates(prompts, completions, places).view(completions.Count, completions.Length, HiddenSize);
    }

    /// <inheritdoc />
    public sealed override Tensor HiddenStates(TokenRows prompts, TokenRows completions, Tensor places)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(completions);
        if (prompts.Count != completions.Count || completions.Length == 0)
        {
            throw new ArgumentException(
                $"{prompts.Count} prompts and {completions.Count} completions of {completions.Length} tokens: "
                + "there must be one completion for each prompt, of at least one token.",
                nameof(completions));
        }

        // The last token predicts nothing, and the first is predicted from the last of its prompt.
        var read = completions.Length - 1;
        TokenRows rows = new(
            cat([prompts.Ids, completions.Ids.narrow(1, 0, read)], 1), cat([prompts.Mask, completions.Mask.narrow(1, 0, read)], 1));
        var later = arange(prompts.Length, rows.Length, ScalarType.Int64, rows.Ids.device).expand(rows.Count, read);
        var columns = cat([LastToken(prompts.Mask), later], 1);
        var first = arange(rows.Count, ScalarType.Int64, rows.Ids.device).unsqueeze(1) * rows.Length;
        // Padding on the right is hidden from every token before it as it is.
        return Read(rows, isOnlyCausal: prompts.IsFull, (first + columns).view(-1).index_select(0, places));
    }

    /// <inheritdoc />
    public sealed override DecodingState Start(TokenRows prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        RequireContext(prompts);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var state = new DecoderState(this);
        try
        {
            var positions = Positions(prompts.Mask);
            Reserve(state, prompts.Count, prompts.Length);
            var first = arange(prompts.Count, ScalarType.Int64, prompts.Ids.device) * prompts.Length;
            CausalAttention attention = new(prompts.IsFull ? null : CausalAttention.Bias(prompts.Mask, Type), state.Cache)
            {
                Wanted = first + LastToken(prompts.Mask).squeeze(1),
            };
            var hidden = Run(TokenIds(prompts), positions, attention);
            state.Cache.Appended(prompts.Length);
            state.SetLogits(Project(hidden));
            state.Positions = prompts.Mask.sum(1);
            var lengths = stack([state.Positions.min(), state.Positions.max()]).cpu();
            state.Longest = lengths[1].item<long>();
            if (lengths[0].item<long>() < prompts.Length)
            {
                state.Hide(CausalAttention.Hidden(prompts.Mask.eq(0).unsqueeze(1).unsqueeze(1), Type));
            }

            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The state is another model's, or full: the longest row has <see cref="LanguageModel.Context"/>
    /// tokens.</exception>
    public sealed override void Advance(DecodingState state, Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (state is not DecoderState decoder || decoder.Model != this)
        {
            throw new ArgumentException("The state was started by another model.", nameof(state));
        }

        if (decoder.Longest >= Context)
        {
            throw new ArgumentException($"The context of {Context} tokens is full.", nameof(state));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Reserve(decoder, tokens.shape[0], 1);
        var hidden = Run(tokens.unsqueeze(1), decoder.Positions.unsqueeze(1), new CausalAttention(decoder.NextBias(), decoder.Cache));
        decoder.Cache.Appended(1);
        decoder.SetLogits(Project(hidden));
        decoder.Positions.add_(1);
        decoder.Longest++;
    }

    /// <summary>The normalised hidden states of one pass.</summary>
    /// <param name="ids">int64, shape [B, T].</param>
    /// <param name="positions">Position of every token, int64, shape [B, T].</param>
    /// <param name="attention">How positions see each other, and of which the states are wanted.</param>
    /// <returns>Shape [B · T, d], or [N, d] of the N that are wanted.</returns>
    private protected abstract Tensor Run(Tensor ids, Tensor positions, CausalAttention attention);

    // Attention weighs what padding holds by 0, but 0 · NaN is NaN, forwards and backwards: at padding a token of the row is read, so that what it holds is
    // as finite as the row.
    private static Tensor TokenIds(TokenRows rows) => where(rows.Mask.ne(0), rows.Ids, (rows.Ids * rows.Mask).amax([1], keepdim: true));

    private static Tensor Positions(Tensor mask) => (mask.cumsum(1) - 1).clamp(min: 0);

    /// <summary>Columns of the last tokens, int64, shape [B, 1].</summary>
    private static Tensor LastToken(Tensor mask) => (mask * arange(mask.shape[1], device: mask.device)).amax([1], keepdim: true);

    private Tensor Read(TokenRows rows, bool isOnlyCausal, Tensor? wanted)
    {
        RequireContext(rows);
        var bias = isOnlyCausal ? null : CausalAttention.Bias(rows.Mask, Type);
        CausalAttention attention = new(bias, isWritten: HasSecondDerivatives && is_grad_enabled()) { Wanted = wanted };
        return Run(TokenIds(rows), Positions(rows.Mask), attention);
    }

    private void Reserve(DecoderState state, long batch, long positions)
    {
        var (heads, width) = KeyValueHeads;
        state.Cache.Reserved(positions, Layers, heads, width, batch, like: parameters().First());
    }

    private void RequireContext(TokenRows rows)
    {
        // Rows of fewer columns cannot be too long: only then are the lengths read from the device.
        if (rows.Length > Context && rows.Mask.sum(1).max().item<long>() is var longest && longest > Context)
        {
            throw new ArgumentException($"A sequence of {longest} tokens is too long for a context of {Context}; cut it off.", nameof(rows));
        }
    }
}
