namespace VanishingGradients.Experiments.Studies;

/// <summary>What a stage of a pipeline left behind; means are exact, over all training inputs and not only those it used.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Inputs">Training inputs it used.</param>
/// <param name="Stuck">Inputs that are now vanishing at the lowest reward.</param>
/// <param name="VanishingReward">Mean reward of the inputs that were vanishing before the pipeline; NaN where none was.</param>
/// <param name="VanishingStd">Their mean reward std.</param>
/// <param name="OtherReward">Mean reward of the others; NaN where there is none.</param>
/// <param name="OtherStd">Their mean reward std.</param>
public sealed record PipelineStage(
    string Stage, int Inputs, int Stuck, double VanishingReward, double VanishingStd, double OtherReward, double OtherStd);
