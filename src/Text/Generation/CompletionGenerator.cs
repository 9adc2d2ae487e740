using TorchSharp;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;

namespace VanishingGradients.Text.Generation;

/// <summary>Continues prompts with a language model, following Hugging Face's <c>generate</c>.</summary>
/// <remarks>
/// Prompts have any lengths; padding and its masks are made from the lengths, never from ids. Every prompt has a random stream of its own,
/// so a sampled completion depends, but for rounding, neither on the prompts beside it nor on <see cref="GenerationOptions.BatchSize"/>.
/// Greedy search breaks ties by the smallest id.
/// </remarks>
public sealed class CompletionGenerator
{
    private readonly LanguageModel _model;
    private readonly PromptCheck _check;

    /// <summary>Makes a generator.</summary>
    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="options">How completions are generated.</param>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary has no such end id, or completions would be cut off before they may end.</exception>
    public CompletionGenerator(LanguageModel model, GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.EndId is { } end)
            TokenLimits.Known(end, model.Vocabulary);
        (_model, Options, _check) = (model, options, new(model, options));
    }

    /// <summary>How completions are generated.</summary>
    public GenerationOptions Options { get; }

    /// <summary>What another model forbids, before the filters; null for nothing. The other model reads the same prompts and tokens.</summary>
    public TokenMask? Mask { get; init; }

    /// <summary>The most probable next token, again and again, after the filters.</summary>
    /// <param name="prompts">Ids of every prompt.</param>
    /// <param name="progress">Told every token at once, on the calling thread where the implementation is synchronous.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <returns>One completion for every prompt, in their order.</returns>
    /// <exception cref="PromptException">A prompt is empty, too long, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The filters leave no token.</exception>
    /// <exception cref="NonFiniteLogitException">The model has diverged.</exception>
    public IReadOnlyList<Completion> Greedy(
        IReadOnlyList<int[]> prompts, IProgress<GeneratedToken>? progress = null, CancellationToken cancellation = default) =>
        Decode(prompts, streams: null, progress, cancellation);

    /// <summary>Next tokens drawn with the model's probabilities, after the filters.</summary>
    /// <param name="prompts">Ids of every prompt; a prompt may stand there several times.</param>
    /// <param name="streams">Random streams; prompt i draws from the one named "completion i". Give each call its own part.</param>
    /// <param name="progress">Told every token at once, on the calling thread where the implementation is synchronous.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <returns>One completion for every prompt, in their order.</returns>
    /// <exception cref="PromptException">A prompt is empty, too long, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The filters leave no token.</exception>
    /// <exception cref="NonFiniteLogitException">The model has diverged.</exception>
    public IReadOnlyList<Completion> Sample(
        IReadOnlyList<int[]> prompts,
        RandomStreams streams,
        IProgress<GeneratedToken>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(streams);
        return Decode(prompts, streams, progress, cancellation);
    }

    /// <summary>Beam search for the completions with the best scores.</summary>
    /// <remarks>
    /// Each step takes the 2 · beams best continuations of a prompt. The best of them that do not end go on; those that end are finished if
    /// they are among the first. At the greatest length the first are finished as they are.
    /// </remarks>
    /// <param name="prompts">Ids of every prompt.</param>
    /// <param name="beams">How to search.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <returns>For every prompt, in their order, at most as many completions as there are beams, the best first.</returns>
    /// <exception cref="PromptException">A prompt is empty, too long, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">Temperature, top-k, top-p or a mask is set, which the search does not use; or the filters leave no
    /// token.</exception>
    /// <exception cref="NonFiniteLogitException">The model has diverged.</exception>
    public IReadOnlyList<IReadOnlyList<BeamCompletion>> Search(
        IReadOnlyList<int[]> prompts, BeamOptions beams, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(beams);
        if (Options.Decoding is { Temperature: not null } or { TopK: not null } or { TopP: not null })
            throw new ArgumentException("Temperature, top-k and top-p are for sampling; search with options that leave them out.");
        if (Mask is not null)
            throw new ArgumentException("A mask is for sampling and greedy search; search with a generator that has none.");
        _check.Require(prompts);
        BeamSearch search = new(_model, Options, beams);
        return [.. prompts.Chunk(Options.BatchSize).SelectMany(batch => search.Run(batch, cancellation))];
    }

    private List<Completion> Decode(
        IReadOnlyList<int[]> prompts, RandomStreams? streams, IProgress<GeneratedToken>? progress, CancellationToken cancellation)
    {
        _check.Require(prompts);
        LogitRows logits = new(_model.Vocabulary, Options.Decoding.Filters);
        List<Completion> completions = [];
        foreach (var batch in prompts.Index().Chunk(Options.BatchSize))
        {
            List<CompletionRow> rows =
            [
                .. batch.Select(prompt => new CompletionRow(prompt.Index, prompt.Item, _model.DecoderStart, Options, streams)),
            ];
            Decode(rows, logits, progress, cancellation);
            completions.AddRange(rows.Select(row => row.Completion()));
        }

        return completions;
    }

    private void Decode(List<CompletionRow> rows, LogitRows logits, IProgress<GeneratedToken>? progress, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var device = _model.parameters().First().device;
        var prompts = TokenRows.PadLeft([.. rows.Select(row => row.Prompt)], device: device);
        using var state = _model.Start(prompts);
        using var maskState = Mask?.Model.Start(prompts);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = torch.NewDisposeScope();
            logits.Read(state.Logits, maskState is null ? null : Mask!.Allowed(maskState.Logits));
            for (var i = 0; i < rows.Count; i++)
            {
                if (rows[i].IsFinished)
                    continue;
                var token = rows[i].Choose(logits, i);
                progress?.Report(token);
            }

            rows = WithoutFinished(rows, maskState is null ? [state] : [state, maskState], device);
            if (rows.Count == 0)
                return;
            var last = torch.tensor(rows.Select(row => (long)row.Last).ToArray(), device: device);
            _model.Advance(state, last);
            if (maskState is not null)
                Mask!.Model.Advance(maskState, last);
        }
    }

    // Finished rows cost time until they go, but going costs a copy of all keys and values: they go when they are half of the rows.
    private static List<CompletionRow> WithoutFinished(List<CompletionRow> rows, DecodingState[] states, torch.Device device)
    {
        long[] alive = [.. Enumerable.Range(0, rows.Count).Where(i => !rows[i].IsFinished).Select(i => (long)i)];
        if (2 * alive.Length > rows.Count)
            return rows;
        if (alive.Length > 0)
        {
            var kept = torch.tensor(alive, device: device);
            foreach (var state in states)
                state.Select(kept);
        }

        return [.. alive.Select(i => rows[(int)i])];
    }
}
