using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Text.Pretrained;

/// <summary>What stands beside a vocabulary in a Hugging Face folder.</summary>
internal sealed class TokenizerSettings
{
    private const string SettingsFile = "tokenizer_config.json";
    private const string SpecialFile = "special_tokens_map.json";
    private const string AddedFile = "added_tokens.json";
    private const int T5ExtraIds = 100;

    private readonly ModelFolder _folder;
    private readonly ModelConfig? _settings;
    private readonly ModelConfig? _special;
    private readonly Dictionary<string, int> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);

    private TokenizerSettings(ModelFolder folder)
    {
        _folder = folder;
        (_settings, _special) = (Open(SettingsFile), Open(SpecialFile));
        if (folder.TokenizerFiles.Contains(AddedFile))
        {
            foreach (var (token, id) in Gpt2Files.Parse(VocabularyFile.Open(folder.File(AddedFile))))
                _added[token] = id;
        }

        if (_settings?.Section("added_tokens_decoder") is not { } decoder)
            return;
        foreach (var id in decoder.Names)
        {
            var token = decoder.Section(id)!;
            if (!int.TryParse(id, out var number))
                throw new TokenizerException(folder.File(SettingsFile), $"the added token \"{token.Text("content")}\" has the id {id}");
            Add(token, number);
        }
    }

    /// <summary>T5's sentinels.</summary>
    internal int ExtraIds => _settings?.Int("extra_ids", T5ExtraIds) ?? T5ExtraIds;

    /// <summary>The roles of a byte-level vocabulary's tokens.</summary>
    internal TokenRoles Roles
    {
        get
        {
            var end = Token("eos_token");
            return new(
                end ?? Gpt2Tokenizer.EndOfText, Token("bos_token") ?? (end is null ? Gpt2Tokenizer.EndOfText : null), Token("pad_token"), _added, _skipped);
        }
    }

    internal static TokenizerSettings Read(ModelFolder folder) => new(folder);

    /// <summary>Takes an added token, as <c>tokenizer.json</c> and <c>tokenizer_config.json</c> write it.</summary>
    internal void Add(ModelConfig token, int id)
    {
        var content = token.Text("content");
        _added[content] = id;
        if (token.Bool("special", false))
            _skipped.Add(content);
    }

    /// <summary>The token of a role, such as <c>eos_token</c>; null where none is named.</summary>
    internal string? Token(string role) => _settings?.Token(role) ?? _special?.Token(role);

    /// <summary>The tokenizer, if it has every added token.</summary>
    internal T Complete<T>(string file, T tokenizer)
        where T : ITokenizer
    {
        foreach (var (token, id) in _added)
        {
            if (!tokenizer.Encode(token).Contains(id) && (id >= tokenizer.VocabularySize || tokenizer.Decode([id], skipSpecial: false) != token))
                throw new TokenizerException(_folder.File(file), $"the folder adds the token \"{token}\" with the id {id}, which its vocabulary does not have");
        }

        return tokenizer;
    }

    /// <summary>Refuses the cased models.</summary>
    internal void RequireUncased()
    {
        foreach (var (name, expected) in ((string, bool)[])[("do_lower_case", true), ("strip_accents", true), ("tokenize_chinese_chars", true)])
            _settings?.Expect(name, expected, absent: expected);
    }

    private ModelConfig? Open(string name) => _folder.TokenizerFiles.Contains(name) ? ModelConfig.Read(_folder.File(name)) : null;
}
