namespace VanishingGradients.Experiments.Studies;

/// <summary>A pretrained policy with the gradients that finetuning would start from. Norms are Euclidean, over all parameters; medians are over the
/// inputs of a reward-std group.</summary>
/// <param name="Run">A run that starts from it.</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="VanishingShare">Share of training inputs whose reward std is at most a threshold.</param>
/// <param name="Jacobian">Median γ of all inputs, the spectral norm of the Jacobian of the logits.</param>
/// <param name="RftSmall">Median norm of the expected-reward gradient, small group.</param>
/// <param name="RftLarge">The same, large group.</param>
/// <param name="SftSmall">Median norm of the SFT gradient, small group.</param>
public sealed record PretrainedPolicy(
    StudyRun Run, long Parameters, double VanishingShare, double Jacobian, double RftSmall, double RftLarge, double SftSmall);
