using VanishingGradients.Host.Notebooks;
namespace VanishingGradients.Host.Pages;
internal static class HtmlPage { public static Task WriteAsync(Notebook n, string p, Action<string> a) => Task.CompletedTask; }
