using System.Text.Json.Nodes;
using Google.Protobuf;
using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Text.Pretrained;

[Trait("Category", "Golden")]
public sealed class GoldenTokenizerJsonTests
{
    [Fact]
    public void Load_unigramAsJson_givesTheIdsOfTheSentencePieceModel()
    {
        foreach (var (reference, expected) in GoldenText.Cases("tokenizer_t5_unigram"))
        {
            using var folder = new TemporaryFolder();
            var file = File.ReadAllBytes(Path.Combine(reference, "spiece.model"));
            var model = SentencePieceModel.Read(new("spiece.model", file, reference));
            var sentinels = expected.GetProperty("extra_ids").GetInt32();
            var pieces = model.Pieces.Zip(model.Scores)
                .Concat(Enumerable.Range(0, sentinels).Select(k => ($"<extra_id_{sentinels - 1 - k}>", 0f)))
                .Select(piece => (JsonNode?)new JsonArray(piece.Item1, piece.Item2));
            folder.Write("config.json", "{}");
            folder.Write("model.safetensors", "");
            folder.Write("tokenizer.json", new JsonObject
            {
                ["normalizer"] = new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(Charsmap(file)) },
                ["pre_tokenizer"] = new JsonObject
                {
                    ["type"] = "Sequence",
                    ["pretokenizers"] = new JsonArray(new JsonObject { ["type"] = "WhitespaceSplit" }, new JsonObject { ["type"] = "Metaspace" }),
                },
                ["model"] = new JsonObject { ["type"] = "Unigram", ["unk_id"] = model.Unknown, ["vocab"] = new JsonArray([.. pieces]) },
            }.ToJsonString());
            var tokenizer = Tokenizers.Load(ModelFolder.Open(folder.Path));
            Assert.Equal(expected.GetProperty("hf_len").GetInt32(), tokenizer.VocabularySize);
            Assert.All(expected.GetProperty("items").EnumerateArray(), item =>
            {
                Assert.Equal(item.Ids("ids"), tokenizer.Encode(item.Text("text")));
                Assert.Equal(item.Text("decoded"), tokenizer.Decode(item.Ids("ids")));
            });
        }
    }

    /// <summary>Field 2 of the normaliser, which is field 3 of the model.</summary>
    private static byte[] Charsmap(byte[] file) => Field(Field(file, 3), 2);

    private static byte[] Field(byte[] message, int field)
    {
        CodedInputStream input = new(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field)
                return input.ReadBytes().ToByteArray();
            input.SkipLastField();
        }

        throw new InvalidDataException($"no field {field}");
    }
}
