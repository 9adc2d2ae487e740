using Google.Protobuf;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>What the kit needs of a SentencePiece model file, read field by field (sentencepiece_model.proto, protobuf's wire format).</summary>
internal sealed class SentencePieceModel
{
    private const int UnigramType = 1;
    private const int UnknownType = 2;
    private const int ByteType = 6;

    private readonly List<string> _pieces = [];
    private readonly List<long> _types = [];

    /// <summary>The pieces in the order of ids; U+2581 stands for a space.</summary>
    public IReadOnlyList<string> Pieces => _pieces;

    /// <summary>Id for what no piece can write.</summary>
    public int Unknown { get; private set; }

    /// <summary>Id after every text.</summary>
    public int End { get; private set; } = 2;

    /// <summary>Id that fills rows.</summary>
    public int Padding { get; private set; } = -1;

    /// <summary>Whether the normalisation is nmt_nfkc or nmt_nfkc_cf, which delete control characters.</summary>
    public bool DeletesControls { get; private set; }

    private int Type { get; set; } = UnigramType;

    public static SentencePieceModel Read(DataFileContent file)
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

        model.Check(file.File);
        return model;
    }

    /// <summary>The file with the unknown id as beginning id: a later message of a field adds to the earlier one, as protobuf has it.</summary>
    public byte[] WithBeginning(byte[] file)
    {
        using var trainer = new MemoryStream();
        using (var output = new CodedOutputStream(trainer, leaveOpen: true))
        {
            output.WriteTag(41, WireFormat.WireType.Varint);
            output.WriteInt32(Unknown);
        }

        using var model = new MemoryStream();
        model.Write(file);
        using (var output = new CodedOutputStream(model, leaveOpen: true))
        {
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(trainer.ToArray()));
        }

        return model.ToArray();
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
        var (piece, type) = ("", 1L);
        Fields(input.ReadBytes().CreateCodedInput(), (field, content) =>
        {
            switch (field)
            {
                case (1, WireFormat.WireType.LengthDelimited):
                    piece = content.ReadString();
                    return true;
                case (3, WireFormat.WireType.Varint):
                    type = content.ReadInt64();
                    return true;
                default:
                    return false;
            }
        });
        _pieces.Add(piece);
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
        Fields(input.ReadBytes().CreateCodedInput(), (field, content) =>
        {
            if (field is not (1, WireFormat.WireType.LengthDelimited))
                return false;
            DeletesControls = content.ReadString().StartsWith("nmt_nfkc", StringComparison.Ordinal);
            return true;
        });
        return true;
    }

    private void Check(string file)
    {
        if (Type != UnigramType)
            throw new TokenizerException(file, $"the model is of type {Type}, expected {UnigramType} (unigram)");
        if (_pieces.Count == 0)
            throw new TokenizerException(file, "it has no pieces");
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var id = 0; id < _pieces.Count; id++)
        {
            if (_pieces[id].Length == 0)
                throw new TokenizerException(file, $"piece {id} is empty");
            if (!seen.Add(_pieces[id]))
                throw new TokenizerException(file, $"piece {id}, \"{_pieces[id]}\", was there before");
            if (_types[id] == ByteType)
                throw new TokenizerException(file, $"piece {id}, \"{_pieces[id]}\", is a byte; T5's models have none");
        }

        foreach (var (name, id) in ((string, int)[])[("unknown", Unknown), ("end", End), ("padding", Padding)])
        {
            if ((uint)id >= (uint)_pieces.Count)
                throw new TokenizerException(file, $"the {name} id is {id}, expected 0..{_pieces.Count - 1}");
        }

        if (_types[Unknown] != UnknownType)
            throw new TokenizerException(file, $"piece {Unknown}, \"{_pieces[Unknown]}\", is not marked as the unknown piece");
    }
}
