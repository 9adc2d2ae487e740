namespace VanishingGradients.Host.Notebooks;

/// <summary>A notebook file that cannot be read; the message names the file, what is wrong with it and what was expected.</summary>
internal sealed class NotebookFormatException(string message, Exception? inner = null) : Exception(message, inner);
