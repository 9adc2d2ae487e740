using System.Globalization;

namespace VanishingGradients.Notebook;

/// <summary>Values as text for readers: invariant culture, four significant digits.</summary>
internal static class CellText
{
    /// <summary>The text of a value.</summary>
    /// <param name="value">Any value; null is empty.</param>
    /// <param name="format">A .NET format string for it; null for the usual one.</param>
    public static string Of(object? value, string? format = null) => value switch
    {
        null => "",
        IFormattable formattable when format is not null => formattable.ToString(format, CultureInfo.InvariantCulture),
        double number => Number(number),
        float number => Number(number),
        Half number => Number((double)number),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether the value is a number, to be aligned on the right.</summary>
    public static bool IsNumber(object? value)
        => value is sbyte or byte or short or ushort or int or uint or long or ulong or Half or float or double or decimal;

    private static string Number(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value.ToString(CultureInfo.InvariantCulture);
        var size = Math.Abs(value);
        if (size is < 1e-3 or >= 1e7)
            return value.ToString("0.###e+0", CultureInfo.InvariantCulture).Replace("e+", "e");
        return size >= 1000
            ? value.ToString("0", CultureInfo.InvariantCulture)
            : value.ToString("G4", CultureInfo.InvariantCulture);
    }
}
