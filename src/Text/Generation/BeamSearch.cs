using System.Numerics.Tensors;
using TorchSharp;
using VanishingGradients.Models.Language;

namespace VanishingGradients.Text.Generation;

/// <summary>Beam search over one batch of prompts; the rules are those of <see cref="CompletionGenerator.Search"/>.</summary>
internal sealed class BeamSearch(LanguageModel model, GenerationOptions options, BeamOptions beams)
{
    private readonly LogitRows _logits = new(model.Vocabulary, options.Decoding.Filters);

    /// <summary>The best completions of every prompt, the best first.</summary>
    internal IEnumerable<IReadOnlyList<BeamCompletion>> Run(int[][] prompts, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var device = model.parameters().First().device;
        using var state = model.Start(TokenRows.PadLeft(prompts, device: device));
        PromptBeams[] all = [.. prompts.Select(prompt => new PromptBeams(prompt, model.DecoderStart, options, beams))];
        PromptBeams[] open = all;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = torch.NewDisposeScope();
            _logits.Read(state.Logits);
            List<long> kept = [];
            List<long> ids = [];
            var row = 0;
            foreach (var prompt in open)
            {
                var first = row;
                row += prompt.Running.Count;
                prompt.Step(Best(prompt, first));
                if (prompt.IsClosed)
                    continue;
                kept.AddRange(prompt.Running.Select(beam => (long)first + beam.Parent));
                ids.AddRange(prompt.Running.Select(beam => (long)beam.Ids.All[^1]));
            }

            open = [.. open.Where(prompt => !prompt.IsClosed)];
            if (open.Length == 0)
                return all.Select(prompt => prompt.Finished);
            if (!kept.SequenceEqual(Enumerable.Range(0, row).Select(same => (long)same)))
                state.Select(torch.tensor(kept.ToArray(), device: device));
            model.Advance(state, torch.tensor(ids.ToArray(), device: device));
        }
    }

    /// <summary>The 2 · beams best continuations of a prompt, the best first.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="firstRow">Where its beams begin in the batch.</param>
    private List<Continuation> Best(PromptBeams prompt, int firstRow)
    {
        var most = 2 * beams.Beams;
        PriorityQueue<Continuation, double> best = new(most + 1);
        for (var beam = 0; beam < prompt.Running.Count; beam++)
        {
            var running = prompt.Running[beam];
            var scores = _logits.Copy(firstRow + beam);
            // Names the token where the model has diverged.
            TokenChoice.Greedy(scores);
            TensorPrimitives.Subtract(scores, _logits.LogSumExp(scores, temperature: 1), scores);
            foreach (var filter in _logits.Filters)
                filter.Apply(running.Ids.Context, scores);
            for (var id = 0; id < scores.Length; id++)
            {
                var sum = running.LogProbability + scores[id];
                if (best.Count < most && !double.IsNegativeInfinity(sum))
                    best.Enqueue(new(beam, id, sum), sum);
                else if (best.Count == most && sum > best.Peek().LogProbability)
                    best.EnqueueDequeue(new(beam, id, sum), sum);
            }
        }

        List<Continuation> ascending = new(most);
        while (best.TryDequeue(out var next, out _))
            ascending.Add(next);
        ascending.Reverse();
        return ascending;
    }
}
