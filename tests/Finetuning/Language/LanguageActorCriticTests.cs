using VanishingGradients.Data;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models;
using VanishingGradients.Models.Language;
using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class LanguageActorCriticTests
{
    private static readonly PolicyGradientOptions Ppo = PolicyGradientOptions.Ppo with { Kl = new KlPenaltyOptions() };

    private static readonly LanguageFinetuningOptions Plain = new() { Method = Ppo, Generation = TinyLanguage.Short, Probe = null };

    public static TheoryData<bool> Kinds => [false, true];

    private static IReadOnlyList<Episode> Collect(LanguageActorCritic actorCritic, params int[] inputs)
    {
        using var stream = new RandomStreams(1).Open("test");
        actorCritic.Begin(1, TestContext.Current.CancellationToken);
        return actorCritic.Collect(inputs, stream, TestContext.Current.CancellationToken);
    }

    private static Transition[] All(IEnumerable<Episode> episodes) =>
        [.. episodes.SelectMany(episode => Enumerable.Range(0, episode.Length).Select(t => new Transition(episode, t)))];

    private static double[] Host(Tensor values) => values.detach().cpu().data<double>().ToArray();

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance = 1e-5) =>
        Assert.All(expected.Zip(actual, (left, right) => left - right), difference => Assert.InRange(difference, -tolerance, tolerance));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Evaluate_transitionsInAnyOrder_agreesWithTheRollout(bool encodes)
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(encodes);
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), Plain, new RandomStreams(1));
        var episodes = Collect(actorCritic, 2, 0, 1, 3, 0, 2);
        Assert.Contains(episodes, episode => episode.Length == 4);
        Assert.Equal([2, 0, 1, 3, 0, 2], episodes.Select(episode => episode.Input));
        var transitions = All(episodes).Reverse().ToArray();
        var evaluation = actorCritic.Evaluate(transitions);
        Near(transitions.Select(at => at.Episode.LogProbabilities[at.Position]), Host(evaluation.LogProbabilities));
        Near(transitions.Select(at => at.Episode.Values![at.Position]), Host(evaluation.Values!));
        // The policy is still the reference, and the temperature is 1.
        Near(transitions.Select(at => at.Episode.ReferenceLogProbabilities![at.Position]), Host(evaluation.LogProbabilities));
        // One at a time there is no padding, and what comes after the token is not read.
        foreach (var (i, transition) in transitions.Index())
        {
            var alone = actorCritic.Evaluate([transition]);
            Near([evaluation.LogProbabilities[i].item<double>()], Host(alone.LogProbabilities));
            Near([evaluation.Entropies[i].item<double>()], Host(alone.Entropies));
            Near([evaluation.Values![i].item<double>()], Host(alone.Values!));
        }
    }

    [Fact]
    public void Evaluate_paddedMinibatch_givesTheGradientOfTheTransitionsOneByOne()
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(type: ScalarType.Float64);
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), Plain, new RandomStreams(1));
        var transitions = All(Collect(actorCritic, 2, 1, 3));
        var together = actorCritic.Policy.Gradient(actorCritic.Evaluate(transitions).LogProbabilities.sum());
        var apart = zeros_like(together);
        foreach (var transition in transitions)
        {
            apart += actorCritic.Policy.Gradient(actorCritic.Evaluate([transition]).LogProbabilities.sum());
        }

        Assert.True(together.isfinite().all().item<bool>());
        Assert.True(together.allclose(apart, rtol: 1e-8, atol: 1e-10));
    }

    [Fact]
    public void Collect_episodes_bringTheRewardWithTheLastToken()
    {
        using var model = TinyLanguage.Model();
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), Plain, new RandomStreams(1));
        var episodes = Collect(actorCritic, 0, 1, 2, 3, 0, 1, 2, 3);
        Assert.All(episodes.Zip(actorCritic.Samples), pair =>
        {
            Assert.All(pair.First.Rewards[..^1], reward => Assert.Equal(0, reward));
            Assert.Equal(pair.Second.Reward, pair.First.Rewards[^1]);
            Assert.Equal(new TinyLanguage.Letters().Decode(pair.First.Actions), pair.Second.Completion);
            Assert.Equal(new TinyLanguage.Letters().Decode(TinyLanguage.Prompts[pair.First.Input]), pair.Second.Prompt);
        });
        Assert.Contains(episodes, episode => episode.Reward > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Collect_temperatureAndTopK_scoresTheWholeSoftmax(bool withTemperature)
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(type: ScalarType.Float64);
        var options = Plain with
        {
            Generation = TinyLanguage.Short with { Decoding = new DecodingOptions { Temperature = new Temperature(2), TopK = new TopK(3) } },
            ScoresWithTemperature = withTemperature,
        };
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1));
        var episode = Collect(actorCritic, 2)[0];
        var logits = model.Project(model.HiddenStates(TokenRows.PadLeft([TinyLanguage.Prompts[2]]), TokenRows.PadRight([episode.Actions])))[0];
        double[] Of(Tensor scaled) =>
            Host(nn.functional.log_softmax(scaled, -1).gather(-1, tensor(episode.Actions.Select(id => (long)id).ToArray()).unsqueeze(-1)).squeeze(-1));
        Near(Of(withTemperature ? logits / 2 : logits), episode.LogProbabilities, 1e-10);
        Near(Of(logits), episode.ReferenceLogProbabilities!, 1e-10);
    }

    [Fact]
    public void Evaluate_oneTokenCompletions_giveTheLossOfTheEnumeratedPolicy()
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(type: ScalarType.Float64);
        var options = Plain with { Generation = TinyLanguage.Short with { MaxNewTokens = 1 } };
        using var language = new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1));
        // The same policy as a table: one row of logits for each prompt.
        var count = TinyLanguage.Prompts.Length;
        var logits = model.Project(model.HiddenStates(TokenRows.PadLeft(TinyLanguage.Prompts), TokenRows.PadRight([.. TinyLanguage.Prompts.Select(_ => new[] { 2 })])))
            .squeeze(1).detach();
        var linear = nn.Linear(count, TinyLanguage.Vocabulary, hasBias: false, dtype: ScalarType.Float64);
        using (no_grad())
        {
            linear.weight!.copy_(logits.t());
        }

        using var table = Policy.From(linear);
        var (rewards, targets) = (new double[count, TinyLanguage.Vocabulary], new double[count, TinyLanguage.Vocabulary]);
        for (var i = 0; i < count; i++)
        {
            (rewards[i, 2], targets[i, 2]) = (1, 1);
        }

        using var inputs = new EnumerableInputs(eye(count, dtype: ScalarType.Float64), rewards, targets);
        using var enumerated = new EnumerableActorCritic(table, inputs, Ppo, new RandomStreams(1));
        // Parameters have to be one vector before a graph leads to them.
        Assert.Equal(count * TinyLanguage.Vocabulary, enumerated.Policy.Count);
        var episodes = Collect(language, 0, 1, 2, 3, 3, 2, 1, 0);
        Assert.All(episodes, episode => Assert.Equal(episode.Actions[0] == 2 ? 1 : 0, episode.Reward));
        var transitions = All(episodes);
        var method = Ppo with { EntropyCoefficient = 0.1, Advantage = new RewardAdvantage() };
        using var batches = new RolloutBatches(new Rollout([episodes]), method, 0.001, CPU);
        // An older rollout, so that the ratio matters.
        var batch = batches.Select([.. Enumerable.Range(0, transitions.Length).Select(t => (long)t)]);
        batch = batch with { LogProbabilities = batch.LogProbabilities - linspace(-0.3, 0.3, transitions.Length, ScalarType.Float64) };
        var (one, two) = (PolicyGradientLoss.Of(method, language.Evaluate(transitions), batch), PolicyGradientLoss.Of(method, enumerated.Evaluate(transitions), batch));
        Near(Host(two.Actor.reshape(1)), Host(one.Actor.reshape(1)), 1e-12);
        Near(Host(two.Entropy.reshape(1)), Host(one.Entropy.reshape(1)), 1e-12);
        // By the chain rule through the logits.
        var chained = language.Policy.Gradient((model.Project(model.HiddenStates(
            TokenRows.PadLeft(TinyLanguage.Prompts), TokenRows.PadRight([.. TinyLanguage.Prompts.Select(_ => new[] { 2 })]))).squeeze(1)
            * enumerated.Policy.Gradient(two.Actor).view(TinyLanguage.Vocabulary, count).t()).sum());
        Assert.True(language.Policy.Gradient(one.Actor).allclose(chained, rtol: 1e-8, atol: 1e-12));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Begin_nlpoOfAModelWithFrozenWords_refreshesTheMaskingPolicy(bool encodes)
    {
        using var model = TinyLanguage.Model(encodes);
        model.OutputWords.requires_grad = false;
        var options = Plain with { Nlpo = new NlpoOptions { MinTokensToKeep = 4, RefreshEvery = 1 } };
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1));
        foreach (var iteration in (int[])[1, 2, 3])
        {
            using var stream = new RandomStreams(1).Open("test");
            actorCritic.Begin(iteration, TestContext.Current.CancellationToken);
            Assert.NotEmpty(actorCritic.Collect([0, 1], stream, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Collect_nlpo_samplesOnlyWhatTheMaskingPolicyAllows(bool encodes)
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(encodes);
        var options = Plain with { Nlpo = new NlpoOptions { TopP = 0.01, MinTokensToKeep = 2, RefreshEvery = 2 } };
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1));
        using var before = model.Copy();
        using (no_grad())
        {
            model.Parameters.Values.mul_(-1.1);
        }

        int[] inputs = [.. Enumerable.Range(0, 40).Select(i => i % 4)];
        var episodes = Collect(actorCritic, inputs);
        var transitions = All(episodes);
        // Special tokens and the two best; three for a model that encodes its prompts.
        var most = 2 + (encodes ? 3 : 2);
        foreach (var (episode, position) in transitions)
        {
            var logits = before.Project(before.HiddenStates(TokenRows.PadLeft([TinyLanguage.Prompts[episode.Input]]), TokenRows.PadRight([episode.Actions])))[0][position];
            var better = logits.gt(logits[episode.Actions[position]]).sum().item<long>();
            Assert.True(better < most - 2 || episode.Actions[position] <= TinyLanguage.End);
        }

        var evaluation = actorCritic.Evaluate(transitions);
        Near(transitions.Select(at => at.Episode.LogProbabilities[at.Position]), Host(evaluation.LogProbabilities));
        Near(transitions.Select(at => at.Episode.PlainLogProbabilities![at.Position]), Host(evaluation.LogProbabilities));
        Assert.All(Host(evaluation.Entropies), entropy => Assert.True(double.IsFinite(entropy)));
        // The masking policy of iterations 1 and 2 stays, that of iteration 3 is the policy of now.
        using var stream = new RandomStreams(1).Open("test");
        actorCritic.Begin(2, TestContext.Current.CancellationToken);
        Assert.Equal(episodes[0].Actions, actorCritic.Collect(inputs, stream, TestContext.Current.CancellationToken)[0].Actions);
        actorCritic.Begin(3, TestContext.Current.CancellationToken);
        using var again = new RandomStreams(1).Open("test");
        Assert.Contains(
            actorCritic.Collect(inputs, again, TestContext.Current.CancellationToken).Zip(episodes), pair => !pair.First.Actions.SequenceEqual(pair.Second.Actions));
    }

    [Fact]
    public void Evaluate_nlpo_hasTheEntropyOfTheMaskedPolicy()
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(type: ScalarType.Float64);
        var options = Plain with { Nlpo = new NlpoOptions { TopP = 0.5, MinTokensToKeep = 1 } };
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1));
        var episode = Collect(actorCritic, 2)[0];
        var logits = model.Project(model.HiddenStates(TokenRows.PadLeft([TinyLanguage.Prompts[2]]), TokenRows.PadRight([episode.Actions])))[0];
        var allowed = NlpoMask.Allowed(logits, 0.5, 1, [0, TinyLanguage.End], NlpoVariant.Causal);
        Near(Host(NlpoMask.Entropy(nn.functional.log_softmax(logits, -1), allowed)), Host(actorCritic.Evaluate(All([episode])).Entropies), 1e-10);
    }

    [Fact]
    public void Collect_rewardThatIsNaN_namesPromptAndCompletion()
    {
        using var model = TinyLanguage.Model();
        var reward = TextReward.Each(text => text.Completion.StartsWith('a') ? double.NaN : 0, RewardRange.Unit);
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(reward), Plain, new RandomStreams(1));
        var error = Assert.Throws<TextRewardException>(() => Collect(actorCritic, [.. Enumerable.Range(0, 60).Select(i => i % 4)]));
        Assert.StartsWith("a", error.Text.Completion, StringComparison.Ordinal);
        Assert.Contains($"'{error.Text.Prompt}'", error.Message, StringComparison.Ordinal);
    }
}
