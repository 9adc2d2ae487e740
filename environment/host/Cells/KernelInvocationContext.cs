using System.Text.Json.Nodes;
using VanishingGradients.Host.Engine;
using VanishingGradients.Host.Protocol;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, as cells see it.</summary>
public sealed class KernelInvocationContext
{
    private static KernelInvocationContext? _current;
    private readonly Action<EngineMessage> _send;
    private int _displays;
    private readonly int _cell;

    internal KernelInvocationContext(int cell, Action<EngineMessage> send, CancellationToken cancellationToken)
    {
        _cell = cell;
        _send = send;
        CancellationToken = cancellationToken;
    }

    /// <summary>The cell that runs now.</summary>
    /// <exception cref="InvalidOperationException">No cell runs.</exception>
    public static KernelInvocationContext Current
    {
        get => _current
            ?? throw new InvalidOperationException("No cell is running: a KernelInvocationContext exists only inside a notebook.");
        internal set => _current = value;
    }

    /// <summary>
    /// Cancelled when the cell's time is up or the run is interrupted. A cell that returns soon after keeps the notebook's process alive;
    /// one that does not is ended with it. Code that knows nothing of notebook hosts finds the same token with
    /// <c>AppDomain.CurrentDomain.GetData("VanishingGradients.Cancellation")</c>.
    /// </summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types wanted; by default those that suit the value.</param>
    /// <returns>A handle that can replace what was shown.</returns>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => Show(MimeBundle.Of(value, mimeTypes));

    /// <summary>Shows text as it stands, as one MIME type.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mimeType">Its MIME type, such as text/html or text/markdown.</param>
    /// <returns>A handle that can replace what was shown.</returns>
    public DisplayedValue DisplayAs(string text, string mimeType) => Show(MimeBundle.OfText(text, mimeType));

    internal void Update(string id, object? value, string[] mimeTypes) => _send(new UpdateData(id, MimeBundle.Of(value, mimeTypes)));

    private DisplayedValue Show(JsonObject bundle)
    {
        string id = $"cell{_cell}-{Interlocked.Increment(ref _displays)}";
        _send(new DisplayData(id, bundle));
        return new DisplayedValue(this, id);
    }
}
