using System.Globalization;
using System.Text.Json;
using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Text.Pretrained;

/// <summary>Reads a <c>tokenizer.json</c> as the kit's tokenizer of the same kind; what that one cannot do is refused by name.</summary>
internal sealed class TokenizerJson
{
    private readonly string _path;
    private readonly TokenizerSettings _settings;
    private readonly ModelConfig _json;
    private readonly ModelConfig _model;

    internal TokenizerJson(string path, TokenizerSettings settings)
    {
        (_path, _settings, _json) = (path, settings, ModelConfig.Read(path));
        _model = _json.Section("model") ?? throw Wrong("it has no model");
        foreach (var token in Array(_json, "added_tokens"))
        {
            var added = token.ValueKind == JsonValueKind.Object ? new ModelConfig(path, token) : throw Wrong("an added token is no object");
            if (added.Bool("lstrip", false) || added.Bool("rstrip", false) || added.Bool("single_word", false))
                throw Wrong($"the added token \"{added.Text("content")}\" takes white space in or stands alone only, which is not supported");
            settings.Add(added, added.Int("id"));
        }
    }

    internal ITokenizer Read()
    {
        // Files of the first published models do not tell.
        var type = _model.Text("type", _model.Has("merges") ? "BPE" : _model.Has("unk_id") ? "Unigram" : "WordPiece");
        return type switch
        {
            "BPE" when _model.Bool("byte_fallback", false) => _settings.Complete(_path, Llama()),
            "BPE" => ByteLevel(),
            "WordPiece" => _settings.Complete(_path, WordPiece()),
            "Unigram" => _settings.Complete(_path, Unigram()),
            _ => throw Wrong($"its model is {type}; BPE, WordPiece or Unigram is expected"),
        };
    }

    private Gpt2Tokenizer ByteLevel()
    {
        Expect("normalizer", []);
        Expect("pre_tokenizer", ["ByteLevel"]);
        // What a template adds around a text is not known to the kit's tokenizer.
        if (Steps("post_processor") is not ([] or ["ByteLevel"]))
            throw Wrong($"its post_processor is {string.Join(", ", Steps("post_processor"))}; ByteLevel is expected");
        var split = _json.Section("pre_tokenizer")!;
        split.Expect("add_prefix_space", false, absent: true);
        split.Expect("use_regex", true, absent: true);
        _model.Expect("ignore_merges", false, absent: false);
        return Gpt2Tokenizer.Read(_path, Vocabulary(), Merges().Select(pair => $"{pair.Left} {pair.Right}"), _settings.Roles);
    }

    // Every pair that gives a token is a merge, and those of better tokens come first: their order replaces the scores.
    private LlamaTokenizer Llama()
    {
        if ((Steps("normalizer"), Steps("pre_tokenizer")) is not ((["Prepend", "Replace"], []) or ([], ["Metaspace"])))
            throw Wrong($"it prepares texts by {string.Join(", ", Steps("normalizer").Concat(Steps("pre_tokenizer")))}, not as Llama does");
        Dictionary<string, float> scores = new(StringComparer.Ordinal);
        foreach (var (left, right) in Merges())
            scores.TryAdd(left + right, -scores.Count);
        var pieces = Pieces();
        if ((_settings.Token("eos_token") ?? pieces[2]) != pieces[2])
            throw Wrong($"the end is {_settings.Token("eos_token")}, but {pieces[2]} is expected");
        return LlamaTokenizer.Of(_path, pieces, pieces.Select(piece => scores.GetValueOrDefault(piece, float.MinValue)));
    }

    private BertTokenizer WordPiece()
    {
        Expect("normalizer", ["BertNormalizer"]);
        Expect("pre_tokenizer", ["BertPreTokenizer"]);
        var normalizer = _json.Section("normalizer")!;
        foreach (var name in (string[])["lowercase", "strip_accents", "clean_text", "handle_chinese_chars"])
            normalizer.Expect(name, true, absent: true);
        _model.Expect("continuing_subword_prefix", "##");
        return BertTokenizer.Of(_path, Pieces());
    }

    private T5Tokenizer Unigram()
    {
        var (preparing, splitting) = (Steps("normalizer"), Steps("pre_tokenizer"));
        if (preparing.Except(["Precompiled", "Strip", "Replace"]).Any() || !preparing.Contains("Precompiled")
            || splitting.Except(["WhitespaceSplit", "Metaspace"]).Any() || !splitting.Contains("Metaspace")
            || (!preparing.Contains("Replace") && !splitting.Contains("WhitespaceSplit")))
        {
            throw Wrong(
                $"it prepares texts by {string.Join(", ", preparing.Concat(splitting))}, not as T5's SentencePiece does; put spiece.model beside it");
        }

        var pieces = Array(_model, "vocab")
            .Select(pair => pair is { ValueKind: JsonValueKind.Array } && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String
                    && pair[1].ValueKind == JsonValueKind.Number
                ? (Piece: pair[0].GetString()!, Score: pair[1].GetSingle())
                : throw Wrong("a piece is no pair of a text and a number"))
            .ToList();
        var sentinels = 0;
        while (sentinels < pieces.Count
            && pieces[^(sentinels + 1)].Piece == string.Create(CultureInfo.InvariantCulture, $"<extra_id_{sentinels}>"))
        {
            sentinels++;
        }

        pieces.RemoveRange(pieces.Count - sentinels, sentinels);
        var model = SentencePieceModel.Write(
            pieces, _model.Int("unk_id"), Id("eos_token", "</s>"), Id("pad_token", "<pad>"), Charsmap());
        return T5Tokenizer.Read(new(_path, model, _path), sentinels);

        int Id(string role, string usual)
        {
            var token = _settings.Token(role) ?? usual;
            var id = pieces.FindIndex(piece => piece.Piece == token);
            return id >= 0 ? id : throw Wrong($"the token {token} is missing");
        }
    }

    private byte[] Charsmap()
    {
        var normalizer = _json.Section("normalizer")!;
        var precompiled = StepsOf(normalizer).Single(step => step.Text("type") == "Precompiled").Text("precompiled_charsmap");
        var bytes = new byte[precompiled.Length];
        return Convert.TryFromBase64String(precompiled, bytes, out var length) ? bytes[..length] : throw Wrong("its precompiled_charsmap is damaged");
    }

    private Dictionary<string, int> Vocabulary() => Gpt2Files.Parse(_path, _model.Find("vocab") ?? throw Wrong("it has no vocabulary"));

    private string[] Pieces()
    {
        var ids = Vocabulary();
        var pieces = ids.Keys.OrderBy(token => ids[token]).ToArray();
        for (var id = 0; id < pieces.Length; id++)
        {
            if (ids[pieces[id]] != id)
                throw Wrong($"{pieces.Length} tokens need the ids 0..{pieces.Length - 1}, but \"{pieces[id]}\" has the id {ids[pieces[id]]}");
        }

        return pieces;
    }

    // Older files join the two tokens of a pair by a space.
    private IEnumerable<(string Left, string Right)> Merges() => Array(_model, "merges").Select(merge =>
        merge.ValueKind == JsonValueKind.String && merge.GetString()!.Split(' ') is [var left, var right] ? (left, right)
        : merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2 ? (merge[0].GetString() ?? "", merge[1].GetString() ?? "")
        : throw Wrong($"the merge {merge.GetRawText()} is no pair of tokens"));

    private IEnumerable<JsonElement> Array(ModelConfig section, string name) =>
        section.Find(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Wrong($"'{name}' is {value.ValueKind}, expected an array");

    private string[] Steps(string name) => _json.Section(name) is { } section ? [.. StepsOf(section).Select(step => step.Text("type"))] : [];

    private IEnumerable<ModelConfig> StepsOf(ModelConfig section) => section.Text("type") != "Sequence"
        ? [section]
        : Array(section, section.Has("normalizers") ? "normalizers" : "pretokenizers").Select(step => new ModelConfig(_path, step));

    private void Expect(string name, string[] steps)
    {
        if (!Steps(name).SequenceEqual(steps))
        {
            throw Wrong(
                $"its {name} is {(Steps(name) is [] ? "none" : string.Join(", ", Steps(name)))}; "
                + $"{(steps is [] ? "none" : string.Join(", ", steps))} is supported");
        }
    }

    private TokenizerException Wrong(string problem) => new(_path, problem);
}
