using System.Globalization;
using Microsoft.Data.Analysis;

namespace VanishingGradients.Notebook;

/// <content>Figures from data frames.</content>
public sealed partial class Figure
{
    /// <summary>Lines from columns of a data frame, one for each column of <paramref name="y"/> and named after it.</summary>
    /// <param name="frame">The data; a missing value is a gap.</param>
    /// <param name="x">The column of horizontal positions, which also names the axis.</param>
    /// <param name="y">The columns to draw.</param>
    /// <exception cref="ArgumentException">A column is missing or holds no numbers, or a line has no drawable point.</exception>
    public static Figure FromDataFrame(DataFrame frame, string x, params string[] y)
    {
        var at = Numbers(frame, x);
        return Lines([.. y.Select(column => Series.Of(column, at, Numbers(frame, column)))]).WithX(x);
    }

    private static double[] Numbers(DataFrame frame, string name)
    {
        if (frame.Columns.FirstOrDefault(column => column.Name == name) is not { } found)
            throw new ArgumentException(
                $"The data frame has no column '{name}'; it has {string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"))}.");
        if (!found.IsNumericColumn())
            throw new ArgumentException($"Column '{name}' holds {found.DataType.Name}; numbers are needed to draw it.");
        return [.. found.Cast<object?>().Select(value => value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture))];
    }
}
