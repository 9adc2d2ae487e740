using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VanishingGradients.Torch;

namespace VanishingGradients.Text;

public class DecodingTests
{
    private const double Out = double.NegativeInfinity;

    // Few distinct values, so that ties are frequent.
    private static readonly Arbitrary<double[]> Logits = Arb.From(
        Gen.OneOf(Gen.Choose(-4, 4).Select(value => (double)value), Gen.Choose(-5000, 5000).Select(value => value / 1000.0))
            .ArrayOf().Where(logits => logits.Length > 0));

    [Property(MaxTest = 200)]
    public Property TopK_keeps_the_k_largest_and_their_ties() =>
        Prop.ForAll(Logits, Arb.From(Gen.Choose(1, 12)), (logits, k) =>
        {
            var kept = Kept(new TopK(k), logits);
            var least = logits.OrderDescending().ElementAt(Math.Min(k, logits.Length) - 1);
            Assert.Equal(Enumerable.Range(0, logits.Length).Where(id => logits[id] >= least), kept);
            if (logits.Distinct().Count() == logits.Length)
                Assert.Equal(Math.Min(k, logits.Length), kept.Length);
        });

    [Property(MaxTest = 200)]
    public Property TopP_keeps_the_smallest_set_with_the_mass() =>
        Prop.ForAll(Logits, Arb.From(Gen.Choose(1, 99).Select(percent => percent / 100.0)), (logits, p) =>
        {
            var probabilities = TokenChoice.Probabilities(logits);
            var kept = Kept(new TopP(p), logits);
            var masses = kept.Select(id => probabilities[id]).ToArray();
            Assert.NotEmpty(kept);
            Assert.True(masses.Sum() >= p - 1e-12);
            Assert.True(kept.Length == 1 || masses.Sum() - masses.Min() < p + 1e-12);
            var excluded = Enumerable.Range(0, logits.Length).Except(kept).Select(id => logits[id]);
            Assert.All(excluded, logit => Assert.True(logit <= kept.Min(id => logits[id])));
        });

    [Fact]
    public void TopP_equal_logits_keeps_the_first_ids()
    {
        Assert.Equal([0, 1, 2], Kept(new TopP(0.75), [1, 1, 1, 1]));
        Assert.Equal([0, 1, 2, 3], Kept(new TopP(0.76), [1, 1, 1, 1]));
        Assert.Equal([2], Kept(new TopP(0.1), [0, 1, 2]));
    }

    [Fact]
    public void TopP_whole_mass_keeps_tokens_with_next_to_none() => Assert.Equal([0, 1, 2], Kept(new TopP(1), [0, -80, 40]));

    [Fact]
    public void Temperature_divides_the_logits() => Assert.Equal([1, -2, Out], Apply(new Temperature(0.5), [], [0.5, -1, Out]));

    [Fact]
    public void RepetitionPenalty_token_seen_twice_is_penalised_once() =>
        Assert.Equal([2, -6, 3, 0], Apply(new RepetitionPenalty(2), [0, 0, 1, 3], [4, -3, 3, 0]));

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void MinNewTokens_end_is_excluded_until_enough_were_generated(int generated, bool excluded)
    {
        int[] ids = [1, 1, .. Enumerable.Repeat(0, generated)];
        Assert.Equal([0, 1, excluded ? Out : 2], Apply(new MinNewTokens(3, endId: 2), ids, [0, 1, 2], promptLength: 2));
    }

    [Theory]
    [InlineData(1, new[] { 0, 2 }, new[] { 1, 3 })]
    [InlineData(2, new[] { 0, 1, 0, 2, 0 }, new[] { 0, 3 })]
    [InlineData(2, new[] { 1, 1 }, new[] { 0, 2, 3 })]
    [InlineData(3, new[] { 0, 1, 2, 0, 1 }, new[] { 0, 1, 3 })]
    [InlineData(3, new[] { 0, 1 }, new[] { 0, 1, 2, 3 })]
    [InlineData(2, new int[0], new[] { 0, 1, 2, 3 })]
    public void NoRepeatNgram_completions_of_earlier_ngrams_are_excluded(int size, int[] ids, int[] kept) =>
        Assert.Equal(kept, Kept(new NoRepeatNgram(size), [0, 0, 0, 0], ids));

    [Property(MaxTest = 100)]
    public Property NoRepeatNgram_greedy_decoding_repeats_no_ngram() => Prop.ForAll(Arb.From(Gen.Choose(1, 4)), size =>
    {
        List<int> ids = [0];
        NoRepeatNgram filter = new(size);
        while (ids.Count < 12)
        {
            var logits = Apply(filter, [.. ids], [3, 2, 1, 0]);
            if (logits.All(double.IsNegativeInfinity))
                break;
            ids.Add(TokenChoice.Greedy(logits));
        }

        var ngrams = Enumerable.Range(0, Math.Max(0, ids.Count - size + 1)).Select(start => string.Join(' ', ids.Skip(start).Take(size))).ToList();
        Assert.Equal(ngrams.Distinct(), ngrams);
    });

    [Fact]
    public void Filters_are_in_the_order_of_generate_whatever_the_order_of_setting()
    {
        DecodingOptions options = new()
        {
            TopP = new(0.9),
            TopK = new(2),
            Temperature = new(2),
            MinNewTokens = new(1, endId: 0),
            NoRepeatNgram = new(2),
            RepetitionPenalty = new(1.5),
        };
        Assert.Equal(
            [typeof(RepetitionPenalty), typeof(NoRepeatNgram), typeof(MinNewTokens), typeof(Temperature), typeof(TopK), typeof(TopP)],
            options.Filters.Select(filter => filter.GetType()));
        Assert.Empty(new DecodingOptions().Filters);
    }

    [Fact]
    public void Filter_temperature_is_applied_before_top_p()
    {
        double[] logits = [4, 3, 0];
        DecodingOptions options = new() { TopP = new(0.7) };
        Assert.Equal([4, Out, Out], options.Filter(new([], 0), logits));
        Assert.Equal([0.4, 0.3, Out], (options with { Temperature = new(10) }).Filter(new([], 0), logits));
        Assert.Equal([4, 3, 0], logits);
    }

    [Fact]
    public void Sample_frequencies_are_the_probabilities()
    {
        const int draws = 4000;
        double[] logits = [0, Out, 1, 2, Out];
        using var generator = new RandomStreams(1).Open(RandomStreams.Rollout);
        var counts = new double[logits.Length];
        for (var i = 0; i < draws; i++)
            counts[TokenChoice.Sample(logits, generator)]++;
        var probabilities = TokenChoice.Probabilities(logits);
        // Five standard errors of a frequency.
        Assert.All(counts, (count, id) => Assert.Equal(probabilities[id], count / draws, 5 * Math.Sqrt(0.25 / draws)));
        Assert.Equal([0, 0], [counts[1], counts[4]]);
    }

    [Fact]
    public void Sample_same_stream_draws_the_same_tokens()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));

        static int[] Draw(long seed)
        {
            using var generator = new RandomStreams(seed).Open(RandomStreams.Rollout);
            return [.. Enumerable.Range(0, 20).Select(_ => TokenChoice.Sample([0, 0, 0, 0], generator))];
        }
    }

    [Fact]
    public void Greedy_equal_logits_gives_the_first() => Assert.Equal(1, TokenChoice.Greedy([0, 2, 2, Out]));

    [Fact]
    public void Greedy_nothing_to_choose_or_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TokenChoice.Greedy([]));
        Assert.Contains("relax the filters", Assert.Throws<ArgumentException>(() => TokenChoice.Greedy([Out, Out])).Message, StringComparison.Ordinal);
        Assert.Contains("token 1 is NaN", Assert.Throws<NonFiniteLogitException>(() => TokenChoice.Greedy([0, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<NonFiniteLogitException>(() => TokenChoice.Probabilities([double.PositiveInfinity]));
    }

    [Fact]
    public void Filters_values_out_of_range_are_refused()
    {
        Refused(() => new Temperature(0));
        Refused(() => new Temperature(double.NaN));
        Refused(() => new TopK(0));
        Refused(() => new TopP(0));
        Refused(() => new TopP(1.01));
        Refused(() => new TopP(double.NaN));
        Refused(() => new RepetitionPenalty(-1));
        Refused(() => new NoRepeatNgram(0));
        Refused(() => new MinNewTokens(0, 1));
        Refused(() => Apply(new MinNewTokens(1, 9), [], [0]));
        Refused(() => Apply(new RepetitionPenalty(2), [5], [0]));
        Refused(() => Apply(new TopK(1), [0], [0], promptLength: 2));

        static void Refused(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make);
    }

    private static double[] Apply(LogitFilter filter, int[] ids, double[] logits, int promptLength = 0)
    {
        double[] filtered = [.. logits];
        filter.Apply(new(ids, promptLength), filtered);
        return filtered;
    }

    private static int[] Kept(LogitFilter filter, double[] logits, params int[] ids)
    {
        var filtered = Apply(filter, ids, logits);
        int[] kept = [.. Enumerable.Range(0, logits.Length).Where(id => filtered[id] != Out)];
        Assert.All(kept, id => Assert.Equal(logits[id], filtered[id]));
        return kept;
    }
}
