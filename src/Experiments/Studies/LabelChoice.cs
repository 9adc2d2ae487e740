namespace VanishingGradients.Experiments.Studies;

/// <summary>Which inputs of a part are labelled for SFT.</summary>
public enum LabelChoice
{
    /// <summary>Random ones, relabelled or not: whoever has labels made does not know which inputs need them. With the same seed fewer
    /// labelled inputs are a part of more.</summary>
    Random,

    /// <summary>Those with the smallest reward std under the pretrained policy, which needs no labels to be known but rewards.</summary>
    SmallestStd,
}
