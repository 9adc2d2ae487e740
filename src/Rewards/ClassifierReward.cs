using VanishingGradients.Text;
using VanishingGradients.Text.Pretrained;
using static TorchSharp.torch;

namespace VanishingGradients.Rewards;

/// <summary>A learned reward: the probability that a sequence classifier gives to one class, in [0, 1]. The paper's reward of IMDB is the
/// probability of a positive sentiment by a DistilBERT.</summary>
/// <remarks>The probability is taken in float64. A classifier whose logits are not finite gives no reward, but an error that names the completion.
/// Texts run on the device that the classifier was loaded on, see <see cref="PretrainedClassifier.Load(string, ScalarType, Device)"/>.</remarks>
public sealed class ClassifierReward : TextReward
{
    private readonly PretrainedClassifier _classifier;
    private readonly ClassifierRewardOptions _options;
    private readonly int _class;
    private readonly int _most;

    /// <summary>Makes a reward of a classifier.</summary>
    /// <param name="classifier">The classifier; it stays the caller's.</param>
    /// <param name="label">The class, one of <see cref="PretrainedClassifier.Labels"/>.</param>
    /// <param name="options">How texts are judged; null for the defaults.</param>
    /// <exception cref="ArgumentException">The classifier has no such class, or only one output, or fewer positions than tokens are asked for.</exception>
    public ClassifierReward(PretrainedClassifier classifier, string label, ClassifierRewardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        (_classifier, _options) = (classifier, options ?? new());
        if (classifier.Labels.Count < 2)
        {
            throw new ArgumentException(
                $"'{classifier.Model.GetName()}' has a single output, which is no probability; a classifier of at least two classes is needed.", nameof(classifier));
        }

        _class = Array.IndexOf([.. classifier.Labels], label);
        if (_class < 0)
        {
            throw new ArgumentException($"There is no class '{label}'; there are '{string.Join("', '", classifier.Labels)}'.", nameof(label));
        }

        _most = _options.MaxTokens ?? classifier.Model.Positions;
        var special = classifier.Tokenizer.Encode("").Length;
        if (_most <= special || _most > classifier.Model.Positions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), _most, $"{nameof(_options.MaxTokens)} must be in {special + 1}..{classifier.Model.Positions}, the positions of the classifier.");
        }
    }

    /// <inheritdoc />
    public override RewardRange Range => RewardRange.Unit;

    /// <inheritdoc />
    protected override IReadOnlyList<double> Score(IReadOnlyList<CompletionText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var noGrad = no_grad();
        return [.. texts.Chunk(_options.BatchSize).SelectMany(Probabilities)];
    }

    private double[] Probabilities(CompletionText[] texts)
    {
        using var scope = NewDisposeScope();
        var logits = _classifier.Logits([.. texts.Select(text => new TokenSequence(Encode(text)))]);
        return logits.to(ScalarType.Float64).softmax(-1).select(1, _class).cpu().data<double>().ToArray();
    }

    private int[] Encode(CompletionText text)
    {
        var judged = _options.Judged == JudgedText.Completion ? text.Completion : text.Text;
        var ids = _classifier.Tokenizer.Encode(judged);
        return ids.Length <= _most ? ids
            : _options.Truncation == TruncatedSide.Right ? _classifier.Tokenizer.Encode(judged, _most)
            : [ids[0], .. ids[^(_most - 1)..]];
    }
}
