namespace VanishingGradients.Torch;

/// <summary>The native libtorch libraries cannot be used on this machine as it is.</summary>
/// <param name="message">Which file or setting, what is wrong with it, and what to do.</param>
/// <param name="innerException">The loader's own error, where there is one.</param>
public sealed class TorchRuntimeException(string message, Exception? innerException = null) : Exception(message, innerException);
