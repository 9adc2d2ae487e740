namespace VanishingGradients.Notebook;

/// <summary>Colours that people with colour vision deficiencies can tell apart.</summary>
/// <remarks>Okabe and Ito, "Color Universal Design" (2008), without its yellow, which is too pale for a thin line on white.</remarks>
internal static class Palette
{
    private static readonly (byte R, byte G, byte B)[] Colors =
        [(0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233), (0, 0, 0)];

    public static int Count => Colors.Length;

    public static string At(int index, double opacity = 1)
    {
        var (r, g, b) = Colors[index % Colors.Length];
        return opacity == 1 ? $"#{r:x2}{g:x2}{b:x2}" : FormattableString.Invariant($"rgba({r},{g},{b},{opacity})");
    }
}
