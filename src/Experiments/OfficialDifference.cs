using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments;

/// <summary>A metric of the kit's runs against the official code's at one epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Kit">Mean over the kit's seeds.</param>
/// <param name="KitSeeds">Their number.</param>
/// <param name="Official">Mean over the official seeds that reach this epoch.</param>
/// <param name="OfficialSeeds">Their number.</param>
/// <param name="Difference">Kit minus official, with its 95 % interval: 0 inside means that the seeds tell no difference.</param>
public sealed record OfficialDifference(int Epoch, double Kit, int KitSeeds, double Official, int OfficialSeeds, ConfidenceInterval Difference);
