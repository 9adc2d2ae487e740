namespace VanishingGradients.Models.Safetensors;

/// <summary>A safetensors file is damaged, or does not fit the module it is loaded into.</summary>
public sealed class SafetensorsException : IOException
{
    internal SafetensorsException(string file, string? tensor, string problem, Exception? inner = null)
        : base(tensor is null ? $"'{file}': {problem}" : $"'{file}', tensor '{tensor}': {problem}", inner)
    {
        (File, Tensor) = (file, tensor);
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Name of the tensor at fault; null where it is the file as a whole.</summary>
    public string? Tensor { get; }
}
