namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>One point of a trajectory of learning on one input.</summary>
/// <param name="Time">The time t; n steps of size η are the time nη.</param>
/// <param name="Probability">p(target|x).</param>
/// <param name="Mean">The value V(x), in units of reward.</param>
/// <param name="Std">The reward std, in units of reward.</param>
public readonly record struct FlowPoint(double Time, double Probability, double Mean, double Std);
