namespace VanishingGradients.Experiments.Studies;

/// <summary>The official plans for finetuning.</summary>
public enum PaperPlan
{
    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Plain gradient descent.</summary>
    Sgd,

    /// <summary>Adam, where a wrong output on a relabelled input pays 0.5: these inputs start with a high reward and a small std.</summary>
    HighInitialReward,
}
