using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// What every cell can call without a using, under the names .NET Interactive gave them, so that one notebook runs in both hosts.
/// </summary>
public static class Kernel
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types wanted; by default those that suit the value.</param>
    /// <returns>A handle that can replace what was shown.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Marks text as HTML, for <see cref="display"/> or as a cell's last expression.</summary>
    /// <param name="content">HTML; it is not escaped.</param>
    /// <returns>Content that displays as HTML.</returns>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the page that shows the notebook.</summary>
    /// <param name="script">JavaScript.</param>
    public static void Javascript(string script) => KernelInvocationContext.Current.DisplayAs($"<script>{script}</script>", "text/html");

    /// <summary>Adds style rules to the page that shows the notebook.</summary>
    /// <param name="content">CSS.</param>
    public static void CSS(string content) => KernelInvocationContext.Current.DisplayAs($"<style>{content}</style>", "text/html");
}
