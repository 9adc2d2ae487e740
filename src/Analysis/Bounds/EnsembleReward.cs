namespace VanishingGradients.Analysis.Bounds;

/// <summary>The kinds of random reward in a <see cref="PolicyEnsemble"/>, all in [-1, 1].</summary>
public enum EnsembleReward
{
    /// <summary>Independent and uniform on [-1, 1].</summary>
    Uniform,

    /// <summary>+1 for one output drawn uniformly, -1 for the others, as in the controlled experiments.</summary>
    OneHot,

    /// <summary>A common value plus ε times noise uniform on [-1, 1], with ε log-uniform from 1e-6 to 1.</summary>
    NearConstant,
}
