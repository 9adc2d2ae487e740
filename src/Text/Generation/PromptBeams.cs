namespace VanishingGradients.Text.Generation;

/// <summary>Beam search of one prompt: what runs and what is finished.</summary>
internal sealed class PromptBeams(int[] prompt, int? decoderStart, GenerationOptions options, BeamOptions beams)
{
    private readonly List<BeamCompletion> _finished = [];
    private int _length;

    /// <summary>Completions that go on, the best first; at most as many as there are beams.</summary>
    internal IReadOnlyList<RunningBeam> Running { get; private set; } = [new(DecodedIds.Before(prompt, decoderStart), 0, 0)];

    /// <summary>Completions found so far, the best first.</summary>
    internal IReadOnlyList<BeamCompletion> Finished => _finished;

    internal bool IsClosed { get; private set; }

    private bool IsFull => _finished.Count == beams.Beams;

    /// <summary>Goes on by one token.</summary>
    /// <param name="best">The 2 · beams best continuations, the best first; fewer where the filters leave no more.</param>
    /// <exception cref="ArgumentException">There is none, and nothing is finished.</exception>
    internal void Step(IReadOnlyList<Continuation> best)
    {
        if (best.Count == 0 && _finished.Count == 0)
            throw new ArgumentException("No token is left for any beam: relax the filters.", nameof(best));
        _length++;
        var isLast = _length == options.MaxNewTokens;
        foreach (var next in best.Take(beams.Beams).Where(next => isLast || next.Id == options.EndId))
            Finish(next);
        Running =
        [
            .. best.Where(next => next.Id != options.EndId).Take(beams.Beams)
                .Select(next => new RunningBeam(Running[next.Beam].Ids.With(next.Id), next.LogProbability, next.Beam)),
        ];
        IsClosed = isLast || Running.Count == 0 || (IsFull && CanStop());
    }

    private void Finish(Continuation next)
    {
        var ids = Running[next.Beam].Ids.With(next.Id).New.ToArray();
        var score = Score(next.LogProbability, ids.Length);
        var place = _finished.FindIndex(other => other.Score < score);
        _finished.Insert(place < 0 ? _finished.Count : place, new(ids, next.Id == options.EndId, next.LogProbability, score));
        if (_finished.Count > beams.Beams)
            _finished.RemoveAt(beams.Beams);
    }

    private bool CanStop() => beams.EarlyStopping switch
    {
        EarlyStopping.WhenFull => true,
        // A positive exponent favours length: the longest completion is then the best that can come.
        EarlyStopping.WhenImpossible when beams.LengthPenalty > 0 => !Promises(options.MaxNewTokens),
        _ => !Promises(_length),
    };

    private bool Promises(int length) => Score(Running[0].LogProbability, length) > _finished[^1].Score;

    private double Score(double logProbability, int length) => logProbability / Math.Pow(length, beams.LengthPenalty);
}
