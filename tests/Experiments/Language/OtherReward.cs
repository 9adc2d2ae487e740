using VanishingGradients.Analysis.Census;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A task whose reward is another from one of its calls on, counted from 1.</summary>
internal sealed class OtherReward(LanguageTask task, int call, Func<double> other) : LanguageTask
{
    public int Calls { get; private set; }

    public override ITokenizer Tokenizer => task.Tokenizer;

    public override IReadOnlyList<LanguageExample> Pretraining => task.Pretraining;

    public override IReadOnlyList<LanguageExample> Prompts => task.Prompts;

    public override LanguageInputs Inputs => new(
        Prompts, Tokenizer, TextReward.Each(text => ++Calls >= call ? other() : task.Inputs.Reward.Of([text])[0], RewardRange.Unit));

    public override InputCensus Census(LanguageModel model, RandomStreams streams, CancellationToken cancellation = default) =>
        task.Census(model, streams, cancellation);
}
