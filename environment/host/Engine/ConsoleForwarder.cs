using System.Text;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Engine;

/// <summary>A console writer that sends what is written at once: text held back would be lost when the process dies.</summary>
internal sealed class ConsoleForwarder(string name, Action<EngineMessage> send) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
            send(new StreamText(name, value));
    }

    public override void WriteLine(string? value) => Write(value + "\n");
}
