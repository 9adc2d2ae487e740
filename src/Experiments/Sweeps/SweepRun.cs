using System.Text.Json.Nodes;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>One run of a sweep.</summary>
/// <param name="Name">Name of its folder, unique in the sweep.</param>
/// <param name="Configuration">What it shares with runs of other seeds.</param>
/// <param name="Seed">Its run seed.</param>
/// <param name="Varying">Those options that are not the same in all runs of the sweep: path within the run's options, value.</param>
public sealed record SweepRun(string Name, string Configuration, long Seed, IReadOnlyDictionary<string, JsonNode?> Varying);
