using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Vocabulary files made here, of every format, and texts to encode.</summary>
internal static class SmallVocabularies
{
    internal const string BertTokens = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nplay\n##ing\n##ed\nun\n##play\nhe\n##llo\n.\n,\ncafe\n中\n'\n##a\n";

    /// <summary>Pieces with their scores and types (1 normal, 2 unknown, 3 control), in the order of ids.</summary>
    internal static readonly (string Piece, float Score, int Type)[] T5Pieces =
    [
        ("<pad>", 0, 3), ("</s>", 0, 3), ("<unk>", 0, 2), ("\u2581", -4, 1), ("\u2581a", -2, 1), ("b", -3, 1), ("ab", -2.5f, 1),
        ("\u2581ab", -4.1f, 1), ("a", -3, 1), ("abb", -4, 1),
    ];

    private static readonly string[] Gpt2Words = ["Ġ a", "h e", "l l", "he ll", "hell o", "Ã ©"];

    internal static readonly string Gpt2Merges = "#version: 0.2\n" + string.Join('\n', Gpt2Words) + "\n";

    /// <summary>Strings of code points of every kind: letters, digits, white space, control characters, marks, emoji, ideographs.</summary>
    internal static Arbitrary<string> Texts { get; } = Arb.From(
        Gen.OneOf(
            Gen.Choose(0, 0x7F),
            Gen.Choose(0x80, 0xD7FF),
            Gen.Choose(0xE000, 0xFFFF),
            Gen.Choose(0x10000, 0x10FFFF),
            Gen.Choose(0x1F300, 0x1FAFF),
            Gen.Elements<int>('\'', ' ', ' ', '\n', '\u00A0', '\u3000', 's', 't', 'h', 'e', 'l', '1', '\u0301'))
            .ListOf()
            .Select(runes => string.Concat(runes.Select(rune => new Rune(rune).ToString()))));

    internal static DataFileContent File(string name, byte[] bytes) => new(name, bytes, "made by the test");

    internal static DataFileContent File(string name, string text) => File(name, Encoding.UTF8.GetBytes(text));

    internal static Dictionary<string, int> Gpt2Vocabulary()
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Char((byte)value).ToString())];
        string[] tokens = [.. bytes, .. Gpt2Words.Select(pair => pair.Replace(" ", "", StringComparison.Ordinal)), Gpt2Tokenizer.EndOfText];
        return tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id);
    }

    internal static Gpt2Tokenizer Gpt2(Action<Dictionary<string, int>>? change = null, string? merges = null)
    {
        var vocabulary = Gpt2Vocabulary();
        change?.Invoke(vocabulary);
        return Gpt2Tokenizer.Read(File("vocab.json", JsonSerializer.Serialize(vocabulary)), File("merges.txt", merges ?? Gpt2Merges));
    }

    internal static BertTokenizer Bert(string tokens = BertTokens) => BertTokenizer.Read(File("vocab.txt", tokens));

    internal static byte[] T5Model((string Piece, float Score, int Type)[]? pieces = null, int modelType = 1, int unknown = 2, int end = 1, Action<CodedOutputStream>? normaliser = null)
    {
        var trainer = Message(output =>
        {
            Varint(output, 3, modelType);
            Varint(output, 40, unknown);
            Varint(output, 41, -1);
            Varint(output, 42, end);
            Varint(output, 43, 0);
        });
        return Message(output =>
        {
            foreach (var (piece, score, type) in pieces ?? T5Pieces)
            {
                Bytes(output, 1, Message(entry =>
                {
                    Bytes(entry, 1, Encoding.UTF8.GetBytes(piece));
                    entry.WriteTag(2, WireFormat.WireType.Fixed32);
                    entry.WriteFloat(score);
                    Varint(entry, 3, type);
                }));
            }

            Bytes(output, 2, trainer);
            Bytes(output, 3, Message(normaliser ?? (content => Bytes(content, 1, "nmt_nfkc"u8.ToArray()))));
        });
    }

    internal static T5Tokenizer T5(byte[]? model = null) => T5Tokenizer.Read(File("spiece.model", model ?? T5Model()), extraIds: 3);

    /// <summary>The pieces of <see cref="LlamaFile"/> as SentencePiece has them.</summary>
    internal static (string Piece, float Score, int Type)[] LlamaPieces { get; } =
    [
        ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, 6)),
        ("\u2581", -9, 1), ("a", -8, 1), ("b", -7, 1), ("ab", -2, 1), ("ba", -1, 1), ("\u2581a", -3, 1),
    ];

    /// <summary>A SentencePiece model of pairs.</summary>
    internal static byte[] LlamaModel((string Piece, float Score, int Type)[]? pieces = null, bool removesSpaces = false) =>
        T5Model(pieces ?? LlamaPieces, modelType: 2, unknown: 0, end: 2, normaliser: content =>
        {
            Bytes(content, 1, "identity"u8.ToArray());
            Varint(content, 4, removesSpaces ? 1 : 0);
        });

    internal static byte[] LlamaFile(params (string Token, float Score)[] more)
    {
        (string Token, float Score)[] tokens =
        [
            .. LlamaPieces.Select(piece => (piece.Type == 3 ? $"\n{piece.Piece}\n" : piece.Piece.Replace('\u2581', ' '), piece.Score)), .. more,
        ];
        using var file = new MemoryStream();
        file.Write(Int(7));
        foreach (var (token, score) in tokens)
        {
            file.Write(Int(BitConverter.SingleToInt32Bits(score)));
            file.Write(Int(Encoding.UTF8.GetByteCount(token)));
            file.Write(Encoding.UTF8.GetBytes(token));
        }

        return file.ToArray();
    }

    internal static LlamaTokenizer Llama(byte[]? file = null) => LlamaTokenizer.Read(File("tok.bin", file ?? LlamaFile()));

    internal static byte[] Int(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var message = new MemoryStream();
        using (var output = new CodedOutputStream(message, leaveOpen: true))
            write(output);
        return message.ToArray();
    }

    private static void Varint(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }
}
