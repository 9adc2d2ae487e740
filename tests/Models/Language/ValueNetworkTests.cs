using VanishingGradients.Models.Language.T5;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

public sealed class ValueNetworkTests
{
    private static readonly T5Options Tiny = new()
    {
        EncoderLayers = 1,
        DecoderLayers = 1,
        Hidden = 8,
        Heads = 2,
        HeadWidth = 4,
        FeedForwardWidth = 12,
        Vocabulary = 20,
    };

    private static readonly int[][] Prompts = [[4, 7, 9], [3, 2]];
    private static readonly int[][] Completions = [[5, 6, 8, 1], [7, 1]];

    [Fact]
    public void Values_ofCompletions_areLinearInTheHiddenStatesThatPredictTheTokens()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw();
        using var values = Network(policy);
        var (prompts, completions) = (TokenRows.PadLeft(Prompts), TokenRows.PadRight(Completions));
        var head = values.state_dict()["head.weight"];
        Assert.Equal([1, 8], head.shape);
        var expected = policy.HiddenStates(prompts, completions).matmul(head[0]) * completions.Mask;
        Assert.Equal([2, 4], expected.shape);
        Assert.True(values.Values(prompts, completions).allclose(expected, atol: 1e-6));
        // The token itself is not known yet where its value is taken.
        var other = TokenRows.PadRight([[5, 6, 11, 12], [8, 1]]);
        var (one, two) = (values.Values(prompts, completions), values.Values(prompts, other));
        Assert.True(one[0].narrow(0, 0, 3).allclose(two[0].narrow(0, 0, 3)));
        Assert.NotEqual(one[0][3].item<float>(), two[0][3].item<float>());
    }

    [Fact]
    public void Parameters_ofTheNetwork_areItsOwn()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw();
        var count = policy.Parameters.Count;
        var before = policy.Parameters.ToArray();
        using var values = Network(policy);
        Assert.Equal(count + 8, values.Parameters.Count);
        var gradient = values.Parameters.Gradient(
            values.Values(TokenRows.PadLeft(Prompts), TokenRows.PadRight(Completions)).square().sum());
        Assert.True(gradient.norm().item<float>() > 0);
        using (no_grad())
        {
            values.Parameters.Values.sub_(gradient);
        }

        Assert.Equal(before, policy.Parameters.ToArray());
    }

    private static T5Model Draw()
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        return new T5Model(Tiny, generator);
    }

    private static ValueNetwork Network(LanguageModel policy)
    {
        using var generator = new RandomStreams(2).Open(RandomStreams.Initialisation);
        return new ValueNetwork(policy, generator);
    }
}
