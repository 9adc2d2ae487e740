using System.Text;
using Google.Protobuf;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>What the kit needs of a SentencePiece model file, read field by field (sentencepiece_model.proto, protobuf's wire format).</summary>
internal sealed class SentencePieceModel
{
    internal const int Unigram = 1;
    internal const int Pairs = 2;
    private const int UnknownType = 2;
    private const int UserDefinedType = 4;
    private const int ByteType = 6;

    private readonly List<string> _pieces = [];
    private readonly List<float> _scores = [];
    private readonly List<long> _types = [];

    /// <summary>The pieces in the order of ids; U+2581 stands for a space.</summary>
    public IReadOnlyList<string> Pieces => _pieces;

    /// <summary>Log-probabilities of the pieces, or what orders the merging of pairs.</summary>
    public IReadOnlyList<float> Scores => _scores;

    /// <summary>Id for what no piece can write.</summary>
    public int Unknown { get; private set; }

    /// <summary>Id after every text.</summary>
    public int End { get; private set; } = 2;

    /// <summary>Id that fills rows.</summary>
    public int Padding { get; private set; } = -1;

    /// <summary>Whether the normalisation is nmt_nfkc or nmt_nfkc_cf, which delete control characters.</summary>
    public bool DeletesControls { get; private set; }

    /// <summary>Whether only the space before a text is added, and nothing else changed.</summary>
    public bool KeepsSpaces { get; private set; }

    private int Type { get; set; } = Unigram;

    /// <summary>Reads a model.</summary>
    /// <param name="file">The file.</param>
    /// <param name="type">The type that it must be of: <see cref="Unigram"/> or <see cref="Pairs"/>.</param>
    public static SentencePieceModel Read(DataFileContent file, int type = Unigram)
    {
        var model = new SentencePieceModel();
        try
        {
            Fields(new(file.Bytes), (field, input) => field switch
            {
                (1, WireFormat.WireType.LengthDelimited) => model.ReadPiece(input),
                (2, WireFormat.WireType.LengthDelimited) => model.ReadTrainer(input),
                (3, WireFormat.WireType.LengthDelimited) => model.ReadNormaliser(input),
                _ => false,
            });
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new TokenizerException(
                file.File, $"after {model._pieces.Count} pieces it is no SentencePiece model ({error.Message.TrimEnd('.')})", error);
        }

        model.Check(file.File, type);
        return model;
    }

    /// <summary>The file with the unknown id as beginning id: a later message of a field adds to the earlier one, as protobuf has it.</summary>
    public byte[] WithBeginning(byte[] file)
    {
        var trainer = Message(output => Number(output, 41, Unknown));
        return [.. file, .. Message(output => Part(output, 2, trainer))];
    }

    /// <summary>A unigram model as a file.</summary>
    /// <param name="pieces">Pieces with their log-probabilities, in the order of ids.</param>
    /// <param name="unknown">The unknown id.</param>
    /// <param name="end">The end id.</param>
    /// <param name="padding">The padding id.</param>
    /// <param name="normalisation">What nmt_nfkc maps characters to, as SentencePiece compiles it.</param>
    public static byte[] Write(IReadOnlyList<(string Piece, float Score)> pieces, int unknown, int end, int padding, byte[] normalisation)
    {
        const int normal = 1;
        const int control = 3;
        return Message(model =>
        {
            foreach (var (id, (piece, score)) in pieces.Index())
            {
                Part(model, 1, Message(content =>
                {
                    Part(content, 1, Encoding.UTF8.GetBytes(piece));
                    content.WriteTag(2, WireFormat.WireType.Fixed32);
                    content.WriteFloat(score);
                    Number(content, 3, id == unknown ? UnknownType : id == end || id == padding ? control : normal);
                }));
            }

            Part(model, 2, Message(trainer =>
            {
                Number(trainer, 3, Unigram);
                Number(trainer, 40, unknown);
                Number(trainer, 41, -1);
                Number(trainer, 42, end);
                Number(trainer, 43, padding);
            }));
            Part(model, 3, Message(normaliser =>
            {
                Part(normaliser, 1, "nmt_nfkc"u8);
                Part(normaliser, 2, normalisation);
            }));
        });
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var message = new MemoryStream();
        using (var output = new CodedOutputStream(message, leaveOpen: true))
            write(output);
        return message.ToArray();
    }

    private static void Number(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void Part(CodedOutputStream output, int field, ReadOnlySpan<byte> value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }

    private static void Fields(CodedInputStream input, Func<(int, WireFormat.WireType), CodedInputStream, bool> read)
    {
        while (input.ReadTag() is not 0 and var tag)
        {
            if (!read((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag)), input))
                input.SkipLastField();
        }
    }

    private bool ReadPiece(CodedInputStream input)
    {
        var (piece, score, type) = ("", 0f, 1L);
        Fields(input.ReadBytes().CreateCodedInput(), (field, content) =>
        {
            switch (field)
            {
                case (1, WireFormat.WireType.LengthDelimited):
                    piece = content.ReadString();
                    return true;
                case (2, WireFormat.WireType.Fixed32):
                    score = content.ReadFloat();
                    return true;
                case (3, WireFormat.WireType.Varint):
                    type = content.ReadInt64();
                    return true;
                default:
                    return false;
            }
        });
        _pieces.Add(piece);
        _scores.Add(score);
        _types.Add(type);
        return true;
    }

    private bool ReadTrainer(CodedInputStream input)
    {
        Fields(input.ReadBytes().CreateCodedInput(), (field, content) =>
        {
            switch (field)
            {
                case (3, WireFormat.WireType.Varint):
                    Type = content.ReadInt32();
                    return true;
                case (40, WireFormat.WireType.Varint):
                    Unknown = content.ReadInt32();
                    return true;
                case (42, WireFormat.WireType.Varint):
                    End = content.ReadInt32();
                    return true;
                case (43, WireFormat.WireType.Varint):
                    Padding = content.ReadInt32();
                    return true;
                default:
                    return false;
            }
        });
        return true;
    }

    private bool ReadNormaliser(CodedInputStream input)
    {
        var (name, addsSpace, removesSpaces) = ("", true, true);
        Fields(input.ReadBytes().CreateCodedInput(), (field, content) =>
        {
            switch (field)
            {
                case (1, WireFormat.WireType.LengthDelimited):
                    name = content.ReadString();
                    return true;
                case (3, WireFormat.WireType.Varint):
                    addsSpace = content.ReadBool();
                    return true;
                case (4, WireFormat.WireType.Varint):
                    removesSpaces = content.ReadBool();
                    return true;
                default:
                    return false;
            }
        });
        DeletesControls = name.StartsWith("nmt_nfkc", StringComparison.Ordinal);
        KeepsSpaces = name == "identity" && addsSpace && !removesSpaces;
        return true;
    }

    private void Check(string file, int type)
    {
        if (Type != type)
            throw new TokenizerException(file, $"the model is of type {Type}, expected {type} ({(type == Unigram ? "unigram, T5's" : "pairs, Llama's")})");
        if (_pieces.Count == 0)
            throw new TokenizerException(file, "it has no pieces");
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var id = 0; id < _pieces.Count; id++)
        {
            if (_pieces[id].Length == 0)
                throw new TokenizerException(file, $"piece {id} is empty");
            if (!seen.Add(_pieces[id]))
                throw new TokenizerException(file, $"piece {id}, \"{_pieces[id]}\", was there before");
            if (type == Unigram && _types[id] == ByteType)
                throw new TokenizerException(file, $"piece {id}, \"{_pieces[id]}\", is a byte; T5's models have none");
            if (type == Pairs && _types[id] == UserDefinedType)
                throw new TokenizerException(file, $"piece {id}, \"{_pieces[id]}\", is one of the user's, which is not supported");
        }

        foreach (var (name, id) in ((string, int)[])[("unknown", Unknown), ("end", End), ("padding", type == Unigram ? Padding : Unknown)])
        {
            if ((uint)id >= (uint)_pieces.Count)
                throw new TokenizerException(file, $"the {name} id is {id}, expected 0..{_pieces.Count - 1}");
        }

        if (_types[Unknown] != UnknownType)
            throw new TokenizerException(file, $"piece {Unknown}, \"{_pieces[Unknown]}\", is not marked as the unknown piece");
    }
}
