namespace VanishingGradients.Models.Language.T5;

/// <summary>The feed-forward layer of a T5 block.</summary>
public enum T5FeedForward
{
    /// <summary>W_o relu(W_i x): version 1.0.</summary>
    Relu,

    /// <summary>W_o (gelu(W_0 x) ⊙ W_1 x) with the tanh form of gelu: version 1.1.</summary>
    GatedGelu,
}
