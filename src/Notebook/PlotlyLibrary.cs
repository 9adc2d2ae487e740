using System.IO.Compression;

namespace VanishingGradients.Notebook;

/// <summary>plotly.js, as Plotly.NET carries it.</summary>
internal static class PlotlyLibrary
{
    private static readonly Lazy<byte[]> Text = new(ChartContext.Library);
    private static readonly Lazy<string> Packed = new(Pack);

    /// <summary>JavaScript in UTF-8, 3.6 MB.</summary>
    public static byte[] JavaScript => Text.Value;

    /// <summary>The same as base64 of its gzip, 1.4 MB.</summary>
    public static string Base64 => Packed.Value;

    private static string Pack()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(JavaScript);
        return Convert.ToBase64String(packed.ToArray());
    }
}
