namespace VanishingGradients.Analysis.Census;

/// <summary>The inputs of one decile of reward std before finetuning.</summary>
/// <param name="Decile">1 for the smallest stds to 10 for the largest.</param>
/// <param name="Count">Number of inputs.</param>
/// <param name="MeanStd">Their mean reward std before finetuning.</param>
/// <param name="MeanChange">Their mean change of reward mean, after minus before.</param>
/// <param name="ShareImproved">Share of them whose reward mean rose.</param>
public readonly record struct StdDecile(int Decile, int Count, double MeanStd, double MeanChange, double ShareImproved);
