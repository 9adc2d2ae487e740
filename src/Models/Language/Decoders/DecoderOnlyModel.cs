using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>A language model that reads prompt and completion as one sequence, every position seeing only those before it.</summary>
/// <remarks>
/// Positions are counted over the tokens of a row, so padding on either side, or between a prompt and its completion, moves nothing. Where no
/// graph is recorded, attention is libtorch's fused one; elsewhere it is written out, which allows second derivatives.
/// </remarks>
public abstract class DecoderOnlyModel : LanguageModel
{
    private protected DecoderOnlyModel(string name)
        : base(name)
    {
    }

    /// <summary>Blocks.</summary>
    private protected abstract int Layers { get; }

    /// <summary>Key and value heads of a block, and the width of one.</summary>
    private protected abstract (int Count, int Width) KeyValueHeads { get; }

    /// <summary>The type of the parameters.</summary>
    private protected abstract ScalarType Type { get; }

    /// <summary>The normalised hidden states of whole sequences, as for training on texts: position t predicts token t + 1.</summary>
    /// <param name="rows">B sequences of T tokens, padded on either side.</param>
    /// <returns>Shape [B, T, d]; what padded positions hold means nothing.</returns>
    /// <exception cref="ArgumentException">A sequence is longer than <see cref="LanguageModel.Context"/>.</exception>
    public Tensor HiddenStates(TokenRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RequireContext(rows);
        return Run(TokenIds(rows), Positions(rows.Mask), new CausalAttention(CausalAttention.Bias(rows.Mask, Type)));
    }

    /// <inheritdoc />
    public sealed override Tensor HiddenStates(TokenRows prompts, TokenRows completions)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(completions);
        if (prompts.Count != completions.Count || completions.Length == 0)
        {
            throw new ArgumentException(
                $"{prompts.Count} prompts and {completions.Count} completions of {completions.Length} tokens: "
                + "there must be one completion for each prompt, of at least one token.",
                nameof(completions));
        }

        // The last token predicts nothing.
        var (first, read) = (prompts.Length - 1, completions.Length - 1);
        var hidden = HiddenStates(new TokenRows(
            cat([prompts.Ids, completions.Ids.narrow(1, 0, read)], 1), cat([prompts.Mask, completions.Mask.narrow(1, 0, read)], 1)));
        return cat([AtLastToken(hidden, prompts.Mask).unsqueeze(1), hidden.narrow(1, first + 1, read)], 1);
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
            var hidden = Run(TokenIds(prompts), positions, new CausalAttention(CausalAttention.Bias(prompts.Mask, Type), state.Cache));
            state.Cache.Appended(prompts.Length);
            state.SetLogits(Project(AtLastToken(hidden, prompts.Mask)));
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
        decoder.SetLogits(Project(hidden.squeeze(1)));
        decoder.Positions.add_(1);
        decoder.Longest++;
    }

    /// <summary>The normalised hidden states of one pass.</summary>
    /// <param name="ids">int64, shape [B, T].</param>
    /// <param name="positions">Position of every token, int64, shape [B, T].</param>
    /// <param name="attention">How positions see each other.</param>
    /// <returns>Shape [B, T, d].</returns>
    private protected abstract Tensor Run(Tensor ids, Tensor positions, CausalAttention attention);

    /// <summary>Registers a parameter whose values are still to be set.</summary>
    private protected Parameter Add(string name, params long[] shape)
    {
        var parameter = new Parameter(empty(shape, dtype: Type));
        register_parameter(name, parameter);
        return parameter;
    }

    // Attention weighs what padding holds by 0, but 0 · NaN is NaN, forwards and backwards: at padding a token of the row is read, so that what it holds is
    // as finite as the row.
    private static Tensor TokenIds(TokenRows rows) => where(rows.Mask.ne(0), rows.Ids, (rows.Ids * rows.Mask).amax([1], keepdim: true));

    private static Tensor Positions(Tensor mask) => (mask.cumsum(1) - 1).clamp(min: 0);

    private static Tensor AtLastToken(Tensor hidden, Tensor mask)
    {
        var last = (mask * arange(mask.shape[1], device: mask.device)).amax([1], keepdim: true);
        return hidden.gather(1, last.unsqueeze(2).expand(-1, -1, hidden.shape[2])).squeeze(1);
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
