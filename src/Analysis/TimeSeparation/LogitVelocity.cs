using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>The direction in which an objective moves the logits of one input at unit learning rate; <see cref="FlowObjectives"/> has the
/// usual ones.</summary>
/// <param name="policy">The current policy over K outputs.</param>
/// <param name="velocity">Receives K numbers: dz/dt before the mean over inputs.</param>
public delegate void LogitVelocity(SoftmaxPolicy policy, Span<double> velocity);
