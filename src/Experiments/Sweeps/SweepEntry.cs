using System.Text.Json.Nodes;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A run that a sweep is to have.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Configuration">What it shares with runs of other seeds.</param>
/// <param name="Seed">Its run seed.</param>
/// <param name="Config">The content of its config.json.</param>
internal sealed record SweepEntry(string Name, string Configuration, long Seed, JsonNode Config);
