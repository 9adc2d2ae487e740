namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The episodes of an iteration as one flat stream of N transitions.</summary>
public sealed class Rollout
{
    /// <summary>Joins episodes, group by group.</summary>
    /// <param name="groups">Groups of episodes, each for one input.</param>
    /// <param name="transitions">Most transitions: the episode that crosses this number is cut there and those after it are left out; null for all.</param>
    /// <exception cref="ArgumentException">An episode's lists differ in length, lack what those of the others have, or hold a number that is not finite;
    /// the message says which.</exception>
    public Rollout(IReadOnlyList<IReadOnlyList<Episode>> groups, int? transitions = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Episode[] episodes = [.. groups.SelectMany(group => group)];
        foreach (var episode in episodes)
        {
            Check(episode, episodes[0]);
        }

        var all = episodes.SelectMany(episode => Enumerable.Range(0, episode.Length).Select(t => new Transition(episode, t))).ToArray();
        var count = Math.Min(transitions ?? all.Length, all.Length);
        Transitions = all[..count];
        EpisodeStarts = Array.ConvertAll(Transitions, transition => transition.Position == 0);
        var kept = EpisodeStarts.Count(start => start);
        Episodes = episodes[..kept];
        Drawn = episodes;
        Groups = [.. groups.SelectMany((group, number) => group.Select(_ => number)).Take(kept)];
        NextValue = count < all.Length && all[count].Position > 0 ? all[count].Episode.Values?[all[count].Position] : null;
        Rewards = Flat(episode => episode.Rewards)!;
        LogProbabilities = Flat(episode => episode.LogProbabilities)!;
        Values = Flat(episode => episode.Values);
        ReferenceLogProbabilities = Flat(episode => episode.ReferenceLogProbabilities);
        PlainLogProbabilities = Flat(episode => episode.PlainLogProbabilities) ?? LogProbabilities;
    }

    /// <summary>The E episodes; of the last only the first part may belong to the stream.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>All episodes that were joined, whole, those after the cut too.</summary>
    public IReadOnlyList<Episode> Drawn { get; }

    /// <summary>Number of each episode's group, length E.</summary>
    public int[] Groups { get; }

    /// <summary>The transitions, length N.</summary>
    public Transition[] Transitions { get; }

    /// <summary>Whether an episode begins at t, length N.</summary>
    public bool[] EpisodeStarts { get; }

    /// <summary>V of the state after the last transition where its episode was cut; null where it ended.</summary>
    public double? NextValue { get; }

    /// <summary>The task's reward, length N.</summary>
    public double[] Rewards { get; }

    /// <summary>ln p̄(a_t|s_t), length N.</summary>
    public double[] LogProbabilities { get; }

    /// <summary>V(s_t), length N; null where there is no value network.</summary>
    public double[]? Values { get; }

    /// <summary>ln q(a_t|s_t), length N; null where there is no reference policy.</summary>
    public double[]? ReferenceLogProbabilities { get; }

    /// <summary>See <see cref="Episode.PlainLogProbabilities"/>, length N.</summary>
    public double[] PlainLogProbabilities { get; }

    /// <summary>The sum of an episode's rewards within the stream, length E.</summary>
    /// <param name="rewards">A reward per transition, length N.</param>
    internal double[] Returns(double[] rewards)
    {
        var returns = new double[Episodes.Count];
        var episode = -1;
        for (var t = 0; t < rewards.Length; t++)
        {
            episode += EpisodeStarts[t] ? 1 : 0;
            returns[episode] += rewards[t];
        }

        return returns;
    }

    /// <summary>Gives every transition the number of its episode.</summary>
    /// <param name="values">One per episode, length E.</param>
    /// <returns>Length N.</returns>
    internal double[] OfEpisodes(double[] values)
    {
        var all = new double[Transitions.Length];
        var episode = -1;
        for (var t = 0; t < all.Length; t++)
        {
            episode += EpisodeStarts[t] ? 1 : 0;
            all[t] = values[episode];
        }

        return all;
    }

    /// <summary>Weights with which a mean over transitions is a mean over episodes of the mean within each, length N.</summary>
    internal double[] EpisodeWeights()
    {
        var lengths = Returns([.. Transitions.Select(_ => 1.0)]);
        return OfEpisodes([.. lengths.Select(length => Transitions.Length / (length * Episodes.Count))]);
    }

    /// <summary>A number of every action of <see cref="Drawn"/>, the N transitions first.</summary>
    internal double[] OfDrawn(Func<Episode, double[]> numbers) => [.. Drawn.SelectMany(numbers)];

    private double[]? Flat(Func<Episode, double[]?> numbers) =>
        Episodes.Count == 0 || numbers(Episodes[0]) is null ? null : Array.ConvertAll(Transitions, transition => numbers(transition.Episode)![transition.Position]);

    private static void Check(Episode episode, Episode first)
    {
        if (episode.Length == 0)
        {
            throw new ArgumentException($"An episode for input {episode.Input} has no action.");
        }

        foreach (var (name, numbers, others) in new[]
            {
                (nameof(Episode.LogProbabilities), episode.LogProbabilities, first.LogProbabilities),
                (nameof(Episode.Rewards), episode.Rewards, first.Rewards),
                (nameof(Episode.Values), episode.Values, first.Values),
                (nameof(Episode.ReferenceLogProbabilities), episode.ReferenceLogProbabilities, first.ReferenceLogProbabilities),
                (nameof(Episode.PlainLogProbabilities), episode.PlainLogProbabilities, first.PlainLogProbabilities),
            })
        {
            if (numbers is null != others is null || (numbers is not null && numbers.Length != episode.Length))
            {
                throw new ArgumentException(
                    $"An episode of {episode.Length} actions for input {episode.Input} has {numbers?.Length.ToString() ?? "no"} {name}; all episodes need one per action, or none.");
            }

            if (numbers is not null && Array.FindIndex(numbers, number => !double.IsFinite(number)) is >= 0 and var position)
            {
                throw new ArgumentException(
                    $"{name} of action {position} of an episode for input {episode.Input} is {numbers[position]}; it must be finite.");
            }
        }
    }
}
