using VanishingGradients.Finetuning.PolicyGradient;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Divides the transitions of a step among passes, episode by episode, so that every sequence is read once.</summary>
/// <param name="prompts">Ids of all prompts.</param>
/// <param name="vocabulary">V.</param>
/// <param name="tokensPerPass">Most tokens that a pass reads, padding included.</param>
internal sealed class TransitionPasses(IReadOnlyList<int[]> prompts, int vocabulary, int tokensPerPass)
{
    // 128 MiB in float64; a graph holds some seven tensors of that size.
    private const long LogitsPerPass = 1L << 24;

    /// <summary>Passes within the bounds; an episode that is beyond them has one for itself.</summary>
    /// <param name="transitions">Transitions of any episodes, in any order.</param>
    /// <returns>Places among them, pass by pass. Where one pass suffices they keep their order; otherwise rows of like lengths come together, which have
    /// little padding between them.</returns>
    internal IReadOnlyList<int[]> Of(IReadOnlyList<Transition> transitions)
    {
        var places = new Dictionary<Episode, List<int>>(ReferenceEqualityComparer.Instance);
        foreach (var (place, (episode, _)) in transitions.Index())
        {
            if (!places.TryGetValue(episode, out var its))
            {
                places.Add(episode, its = []);
            }

            its.Add(place);
        }

        Row[] rows = [.. places.Select(entry => new Row(
            prompts[entry.Key.Input].Length, entry.Value.Max(place => transitions[place].Position) + 1, entry.Value))];
        var whole = rows.Aggregate(default(Size), (size, row) => size.With(row));
        return Fits(whole) ? [[.. Enumerable.Range(0, transitions.Count)]] : Split(rows);
    }

    private List<int[]> Split(Row[] rows)
    {
        var passes = new List<int[]>();
        var pass = new List<int>();
        var size = default(Size);
        foreach (var row in rows.OrderBy(row => row.Prompt + row.Completion))
        {
            if (pass.Count > 0 && !Fits(size.With(row)))
            {
                passes.Add([.. pass]);
                pass.Clear();
                size = default;
            }

            pass.AddRange(row.Places);
            size = size.With(row);
        }

        passes.Add([.. pass]);
        return passes;
    }

    private bool Fits(Size size) => size.Rows * (size.Prompt + size.Completion) <= tokensPerPass && size.Transitions * vocabulary <= LogitsPerPass;

    private sealed record Row(int Prompt, int Completion, IReadOnlyList<int> Places);

    private readonly record struct Size(long Rows, int Prompt, int Completion, long Transitions)
    {
        internal Size With(Row row) =>
            new(Rows + 1, Math.Max(Prompt, row.Prompt), Math.Max(Completion, row.Completion), Transitions + row.Places.Count);
    }
}
