using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace VanishingGradients.Text;

public class TokenizerExceptionTests
{
    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("{\"a\":1.5}", "not an integer")]
    [InlineData("{\"a\":0,\"a\":1}", "there twice")]
    [InlineData("{\"a\":0,\"b\":0}", "belongs to")]
    [InlineData("{\"a\":0,\"b\":2000000000}", "need the ids 0..1")]
    [InlineData("{\"\u4E2D\":0}", "alphabet of bytes")]
    [InlineData("{\"\":0}", "alphabet of bytes")]
    [InlineData("{\"a\":0}", "token of byte 0")]
    public void Gpt2_damaged_vocabulary_is_named(string json, string problem) => Refused(
        "vocab.json", problem, () => Gpt2Tokenizer.Read(SmallVocabularies.File("vocab.json", json), SmallVocabularies.File("merges.txt", "")));

    [Fact]
    public void Gpt2_vocabulary_without_end_of_text_is_named() => Refused(
        "vocab.json", "<|endoftext|> is missing", () => SmallVocabularies.Gpt2(ids => ids.Remove(Gpt2Tokenizer.EndOfText)));

    [Theory]
    [InlineData("#version\nh e l", "line 2: expected two tokens")]
    [InlineData("h e\nhello", "line 2: expected two tokens")]
    [InlineData("h e\nh e", "was there before")]
    [InlineData("z z", "no token \"zz\"")]
    [InlineData("qq q", "no token \"qq\"")]
    public void Gpt2_damaged_merges_are_named(string merges, string problem) =>
        Refused("merges.txt", problem, () => SmallVocabularies.Gpt2(merges: merges));

    [Theory]
    [InlineData("[PAD]\n[UNK]\n[CLS]\n[SEP]\n", "[MASK] is missing")]
    [InlineData("", "[PAD] is missing")]
    [InlineData("[PAD]\na\n[PAD]\n", "lines 1 and 3 are the same token")]
    [InlineData("[PAD]\n\na\n", "line 2 is empty")]
    public void Bert_damaged_vocabulary_is_named(string tokens, string problem) =>
        Refused("vocab.txt", problem, () => SmallVocabularies.Bert(tokens));

    [Fact]
    public void Bert_vocabulary_that_is_not_text_is_named() => Refused(
        "vocab.txt", "not UTF-8 text at byte 1", () => BertTokenizer.Read(SmallVocabularies.File("vocab.txt", [65, 0xFF])));

    [Fact]
    public void T5_damaged_model_is_named()
    {
        var pieces = SmallVocabularies.T5Pieces;
        T5("no SentencePiece model", SmallVocabularies.T5Model()[..^3]);
        T5("no pieces", []);
        T5("no pieces", SmallVocabularies.T5Model([]));
        T5("type 2", SmallVocabularies.T5Model(modelType: 2));
        T5("there before", SmallVocabularies.T5Model([.. pieces, pieces[5]]));
        T5("is empty", SmallVocabularies.T5Model([.. pieces, ("", 0, 1)]));
        T5("is a byte", SmallVocabularies.T5Model([.. pieces, ("<0x00>", 0, 6)]));
        T5("the unknown id is 99", SmallVocabularies.T5Model(unknown: 99));
        T5("not marked as the unknown", SmallVocabularies.T5Model(unknown: 3));
        T5("the end id is -1", SmallVocabularies.T5Model(end: -1));

        static void T5(string problem, byte[] model) => Refused("spiece.model", problem, () => SmallVocabularies.T5(model));
    }

    [Fact]
    public void Llama_damaged_vocabulary_is_named()
    {
        var good = SmallVocabularies.LlamaFile();
        Llama("header of 4 bytes", good[..3]);
        Llama("greatest token length is 2147483647", [.. SmallVocabularies.Int(int.MaxValue), .. good[4..]]);
        Llama("token 0: the length is -5", [.. good[..8], .. SmallVocabularies.Int(-5), .. good[12..]]);
        Llama("token 0: the length is 2000000000", [.. good[..8], .. SmallVocabularies.Int(2_000_000_000), .. good[12..]]);
        Llama("token 0: the score is NaN", [.. good[..4], .. SmallVocabularies.Int(BitConverter.SingleToInt32Bits(float.NaN)), .. good[8..]]);
        Llama("token 264: expected 2 bytes, but the file ends after 1", good[..^1]);
        Llama("token 264: expected a score and a length", good[..^5]);
        Llama("are the same", SmallVocabularies.LlamaFile(("ab", 1)));
        Llama("token 3 is not <0x00>", good[..8].Concat(good[8..12]).Concat(good[12..17]).ToArray());

        static void Llama(string problem, byte[] file) => Refused("tok.bin", problem, () => SmallVocabularies.Llama(file));
    }

    [Fact]
    public void Load_missing_or_undecompressable_file_is_named()
    {
        using var folder = new TemporaryFolder();
        Refused(folder["vocab.txt"], "cannot be read", () => BertTokenizer.Load(folder["vocab.txt"]));
        var path = folder.Write("vocab.txt.gz", Encoding.UTF8.GetBytes(SmallVocabularies.BertTokens));
        Refused(path, "cannot be read", () => BertTokenizer.Load(path));
        folder.Write("tok.bin", SmallVocabularies.LlamaFile());
        Assert.Equal(SmallVocabularies.Llama().Encode("ab"), LlamaTokenizer.Load(folder["tok.bin"]).Encode("ab"));
    }

    [Property(MaxTest = 150)]
    public Property Read_any_damage_is_read_or_refused() => Prop.ForAll(
        Arb.From(Gen.Zip(Gen.Choose(0, 3000), Gen.Choose(0, 255)).ListOf(3)),
        Arb.From(Gen.Choose(0, 100)),
        (damage, cut) =>
        {
            Action<byte[]>[] readers =
            [
                bytes => SmallVocabularies.Llama(bytes),
                bytes => SmallVocabularies.T5(bytes),
                bytes => BertTokenizer.Read(SmallVocabularies.File("vocab.txt", bytes)),
            ];
            byte[][] files = [SmallVocabularies.LlamaFile(), SmallVocabularies.T5Model(), Encoding.UTF8.GetBytes(SmallVocabularies.BertTokens)];
            foreach (var (read, bytes) in readers.Zip(files))
            {
                foreach (var (at, value) in damage)
                    bytes[at % bytes.Length] = (byte)value;
                if (Record.Exception(() => read(bytes[..^(cut % 7)])) is { } error)
                    Assert.IsType<TokenizerException>(error);
            }
        });

    private static void Refused(string file, string problem, Action read)
    {
        var error = Assert.Throws<TokenizerException>(read);
        Assert.Equal(file, error.File);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
