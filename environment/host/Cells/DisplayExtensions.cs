using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

/// <summary>Ways to show a value from within an expression; the names and the namespace are those of .NET Interactive.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types wanted; by default those that suit the value.</param>
    /// <returns>A handle that can replace what was shown.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Shows text as it stands, as one MIME type.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its MIME type, such as text/html or text/markdown.</param>
    /// <returns>A handle that can replace what was shown.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        KernelInvocationContext.Current.DisplayAs(value, mimeType);

    /// <summary>Shows a sequence as a table: one row per element, one column per property.</summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="value">The rows.</param>
    /// <param name="mimeTypes">The MIME types wanted; by default HTML and text.</param>
    /// <returns>A handle that can replace what was shown.</returns>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) =>
        value.ToTabularDataResource().Display(mimeTypes);
}
