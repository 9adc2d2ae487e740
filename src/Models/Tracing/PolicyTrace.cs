using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>A forward pass that remembers what each layer's parameter gradients are made of.</summary>
/// <param name="Logits">Shape [B, K], with a graph.</param>
/// <param name="Layers">Every layer that has parameters, each use once.</param>
public sealed record PolicyTrace(Tensor Logits, IReadOnlyList<TracedLayer> Layers);
