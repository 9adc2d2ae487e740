namespace VanishingGradients.Data;

/// <summary>Images for training and, where the publisher made that split, images for testing.</summary>
/// <param name="Name">Id in the catalogue.</param>
/// <param name="Train">The training images, or all images where there is no split.</param>
/// <param name="Test">The test images, or null where the publisher made no split; take a stratified part of <paramref name="Train"/>
/// then.</param>
public sealed record ImageDataset(string Name, ImageSet Train, ImageSet? Test);
