using TorchSharp;
using VanishingGradients.Models.Language;

namespace VanishingGradients.Text.Generation;

/// <summary>Tokens that a second model forbids the first to choose, as the earlier policy of NLPO does.</summary>
/// <param name="Model">The second model, of the same kind and vocabulary; it stays the caller's.</param>
/// <param name="Allowed">Says, of its logits of shape [B, V], which tokens may be chosen: bool, of the same shape.</param>
public sealed record TokenMask(LanguageModel Model, Func<torch.Tensor, torch.Tensor> Allowed);
