namespace VanishingGradients.Notebook;

/// <summary>A figure could not be turned into a picture.</summary>
/// <param name="message">What was missing or went wrong, and what to do.</param>
/// <param name="inner">The cause; null for none.</param>
public sealed class StaticPictureException(string message, Exception? inner = null) : Exception(message, inner);
