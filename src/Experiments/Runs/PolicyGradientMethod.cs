using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Training by policy gradients from sampled outputs, see <see cref="PolicyGradientTrainer"/>.</summary>
public sealed record PolicyGradientMethod : StageMethod
{
    /// <summary>The method. <value>PPO.</value></summary>
    public PolicyGradientOptions Training { get; init; } = PolicyGradientOptions.Ppo;

    /// <inheritdoc />
    public override ITraining Start(Policy policy, EnumerableInputs train, EnumerableInputs test, RandomStreams streams) =>
        new PolicyGradientTrainer(new EnumerableActorCritic(policy, train, Training, streams, test), Training, streams);
}
