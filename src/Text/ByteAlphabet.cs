namespace VanishingGradients.Text;

/// <summary>
/// The 256 printable characters in which GPT-2's vocabulary writes bytes: printable Latin-1 stands for itself, the other 68 bytes are, in
/// order, the characters from U+0100.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = Build();
    private static readonly Dictionary<char, byte> Values = Enumerable.Range(0, 256).ToDictionary(value => Chars[value], value => (byte)value);

    public static char Char(byte value) => Chars[value];

    public static bool Contains(char character) => Values.ContainsKey(character);

    public static byte[] Bytes(string token) => [.. token.Select(character => Values[character])];

    private static char[] Build()
    {
        var chars = new char[256];
        var next = (char)0x100;
        for (var value = 0; value < 256; value++)
            chars[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : next++;
        return chars;
    }
}
