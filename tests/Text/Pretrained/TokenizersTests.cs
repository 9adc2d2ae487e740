using System.Text.Json;
using System.Text.Json.Nodes;
using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Text.Pretrained;

public sealed class TokenizersTests : IDisposable
{
    private const string Text = "hello a hell  é I'm ab abb ba, play<|endoftext|>\n3 中";

    private readonly TemporaryFolder _folder = new();

    public TokenizersTests()
    {
        _folder.Write("config.json", "{}");
        _folder.Write("model.safetensors", "");
    }

    public static TheoryData<string> Kinds => ["gpt2", "bert", "t5", "llama"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_filesOfOneKind_areThatTokenizer(string kind)
    {
        _ = kind switch
        {
            "gpt2" => _folder.Write("vocab.json", JsonSerializer.Serialize(SmallVocabularies.Gpt2Vocabulary()))
                + _folder.Write("merges.txt", SmallVocabularies.Gpt2Merges),
            "bert" => _folder.Write("vocab.txt", SmallVocabularies.BertTokens),
            "t5" => _folder.Write("spiece.model", SmallVocabularies.T5Model()) + _folder.Write("tokenizer_config.json", """{"extra_ids":3}"""),
            _ => _folder.Write("tokenizer.model", SmallVocabularies.LlamaModel()),
        };
        IsSame(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_tokenizerJson_isThatTokenizer(string kind)
    {
        _folder.Write("tokenizer.json", Json(kind).ToJsonString());
        // What stands beside it says less, and is not read.
        _folder.Write("vocab.json", "{}");
        _folder.Write("merges.txt", "");
        IsSame(kind);
    }

    [Fact]
    public void Load_gpt2WithTokensOfItsOwn_readsAndSkipsThem()
    {
        var vocabulary = SmallVocabularies.Gpt2Vocabulary();
        _folder.Write("vocab.json", JsonSerializer.Serialize(vocabulary));
        _folder.Write("merges.txt", SmallVocabularies.Gpt2Merges);
        _folder.Write("added_tokens.json", $$"""{"[PAD]":{{vocabulary.Count}},"<é>":{{vocabulary.Count + 1}}}""");
        _folder.Write("special_tokens_map.json", """{"pad_token":"[PAD]","eos_token":{"content":"<|endoftext|>"}}""");
        var tokenizer = Tokenizers.Load(ModelFolder.Open(_folder.Path));
        Assert.Equal((vocabulary.Count, vocabulary.Count - 1), (tokenizer.Special.Padding, tokenizer.Special.End));
        var ids = tokenizer.Encode("hello<é>[PAD]");
        Assert.Equal([vocabulary["hello"], vocabulary.Count + 1, vocabulary.Count], ids);
        Assert.Equal("hello<é>", tokenizer.Decode(ids));
        Assert.Equal("hello<é>[PAD]", tokenizer.Decode(ids, skipSpecial: false));
    }

    [Fact]
    public void Load_nothingOfATokenizer_listsWhatWasLookedFor()
    {
        _folder.Write("merges.txt", "");
        var message = Assert.Throws<FileNotFoundException>(() => Tokenizers.Load(ModelFolder.Open(_folder.Path))).Message;
        foreach (var name in (string[])["spiece.model", "tokenizer.model", "tokenizer.json", "vocab.json with merges.txt", "vocab.txt", "there is merges.txt"])
            Assert.Contains(name, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt2", "pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"ByteLevel"}]}""", "Digits, ByteLevel")]
    [InlineData("gpt2", "pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true}""", "'add_prefix_space' is True")]
    [InlineData("gpt2", "normalizer", """{"type":"NFC"}""", "NFC")]
    [InlineData("gpt2", "post_processor", """{"type":"TemplateProcessing"}""", "TemplateProcessing")]
    [InlineData("gpt2", "added_tokens", """[{"id":3,"content":"#","lstrip":true}]""", "white space")]
    [InlineData("gpt2", "model", """{"type":"WordLevel"}""", "WordLevel")]
    [InlineData("gpt2", "model", """{"type":"BPE","vocab":{},"merges":["a b c"]}""", "need the ids")]
    [InlineData("bert", "normalizer", """{"type":"BertNormalizer","lowercase":false}""", "'lowercase' is False")]
    [InlineData("bert", "added_tokens", """[{"id":99,"content":"[NEW]","special":true}]""", "[NEW]")]
    [InlineData("t5", "normalizer", null, "spiece.model")]
    [InlineData("llama", "normalizer", """{"type":"NFKC"}""", "NFKC")]
    public void Load_tokenizerJsonOfAnotherKind_namesWhatIsDifferent(string kind, string property, string? value, string expected)
    {
        var json = Json(kind);
        json[property] = value is null ? null : JsonNode.Parse(value);
        _folder.Write("tokenizer.json", json.ToJsonString());
        var error = Assert.ThrowsAny<Exception>(() => Tokenizers.Load(ModelFolder.Open(_folder.Path)));
        Assert.True(error is TokenizerException or InvalidDataException, error.ToString());
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_casedBert_isRefused()
    {
        _folder.Write("vocab.txt", SmallVocabularies.BertTokens);
        _folder.Write("tokenizer_config.json", """{"do_lower_case":false}""");
        Assert.Contains("'do_lower_case' is False", Assert.Throws<InvalidDataException>(() => Tokenizers.Load(ModelFolder.Open(_folder.Path))).Message);
    }

    [Fact]
    public void Load_tokenThatTheModelLacks_isNamed()
    {
        _folder.Write("tokenizer.model", SmallVocabularies.LlamaModel());
        _folder.Write("added_tokens.json", """{"</s>":2,"<|user|>":265}""");
        Assert.Contains("<|user|>", Assert.Throws<TokenizerException>(() => Tokenizers.Load(ModelFolder.Open(_folder.Path))).Message);
    }

    [Fact]
    public void Load_llamaModelThatChangesTexts_isRefused()
    {
        _folder.Write("tokenizer.model", SmallVocabularies.LlamaModel(removesSpaces: true));
        Assert.Contains("changes texts", Assert.Throws<TokenizerException>(() => Tokenizers.Load(ModelFolder.Open(_folder.Path))).Message);
    }

    private void IsSame(string kind)
    {
        ITokenizer expected = kind switch
        {
            "gpt2" => SmallVocabularies.Gpt2(),
            "bert" => SmallVocabularies.Bert(),
            "t5" => SmallVocabularies.T5(),
            _ => SmallVocabularies.Llama(),
        };
        var found = Tokenizers.Load(ModelFolder.Open(_folder.Path));
        Assert.IsType(expected.GetType(), found);
        Assert.Equal((expected.VocabularySize, expected.Special), (found.VocabularySize, found.Special));
        foreach (var text in (string[])[Text, "", "abab abba", "aba b  a"])
        {
            Assert.Equal(expected.Encode(text), found.Encode(text));
            Assert.Equal(expected.Decode(expected.Encode(text), skipSpecial: false), found.Decode(expected.Encode(text), skipSpecial: false));
        }
    }

    /// <summary>The small vocabularies as Hugging Face writes them.</summary>
    private static JsonObject Json(string kind)
    {
        static JsonObject Typed(string type, params (string Name, JsonNode? Value)[] more)
        {
            JsonObject json = new() { ["type"] = type };
            foreach (var (name, value) in more)
                json[name] = value;
            return json;
        }

        static JsonObject Ids(IEnumerable<string> tokens) =>
            new(tokens.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id)));

        static JsonObject File(JsonObject model, JsonObject? normalizer, JsonObject? splitting, params JsonNode?[] added) => new()
        {
            ["added_tokens"] = new JsonArray(added),
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = splitting,
            ["model"] = model,
        };

        switch (kind)
        {
            case "gpt2":
                var vocabulary = SmallVocabularies.Gpt2Vocabulary();
                var merges = SmallVocabularies.Gpt2Merges.Split('\n')[1..^1].Select(merge => (JsonNode?)merge);
                return File(
                    Typed("BPE", ("vocab", Ids(vocabulary.Keys)), ("merges", new JsonArray([.. merges]))), null, Typed("ByteLevel", ("add_prefix_space", false)),
                    new JsonObject { ["id"] = vocabulary.Count - 1, ["content"] = "<|endoftext|>", ["special"] = true });
            case "bert":
                return File(
                    new() { ["continuing_subword_prefix"] = "##", ["vocab"] = Ids(SmallVocabularies.BertTokens.Split('\n')[..^1]) },
                    Typed("BertNormalizer", ("lowercase", true), ("strip_accents", null)), Typed("BertPreTokenizer"));
            case "t5":
                var pieces = SmallVocabularies.T5Pieces.Select(piece => (piece.Piece, piece.Score))
                    .Concat([("<extra_id_2>", 0), ("<extra_id_1>", 0), ("<extra_id_0>", 0)]);
                return File(
                    Typed("Unigram", ("unk_id", 2), ("vocab", new JsonArray([.. pieces.Select(piece => new JsonArray(piece.Piece, piece.Score))]))),
                    Typed("Precompiled", ("precompiled_charsmap", "")),
                    Typed("Sequence", ("pretokenizers", new JsonArray(Typed("WhitespaceSplit"), Typed("Metaspace")))));
            default:
                // All splits of a token, the best token first.
                string[][] pairs = [["b", "a"], ["a", "b"], ["\u2581", "a"]];
                return File(
                    Typed(
                        "BPE", ("byte_fallback", true), ("vocab", Ids(SmallVocabularies.LlamaPieces.Select(piece => piece.Piece))),
                        ("merges", new JsonArray([.. pairs.Select(pair => new JsonArray(pair[0], pair[1]))]))),
                    Typed("Sequence", ("normalizers", new JsonArray(Typed("Prepend"), Typed("Replace")))), null);
        }
    }
}
