using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Text.Pretrained;

/// <summary>Tokenizers of Hugging Face folders, whatever their kind.</summary>
/// <remarks>
/// Read is the first that is there of <c>spiece.model</c> (T5), <c>tokenizer.model</c> (Llama), <c>tokenizer.json</c> (byte-level pairs,
/// WordPiece, unigram, Llama's pairs), <c>vocab.json</c> with <c>merges.txt</c> (GPT-2) and <c>vocab.txt</c> (uncased BERT).
/// <c>tokenizer.json</c> comes before the plain vocabularies because it tells how texts are prepared, which they do not. Special and added
/// tokens are those of <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c>.
/// </remarks>
public static class Tokenizers
{
    private const string UnigramFile = "spiece.model";
    private const string PairsFile = "tokenizer.model";
    private const string JsonFile = "tokenizer.json";
    private const string VocabularyJson = "vocab.json";
    private const string MergesFile = "merges.txt";
    private const string WordPieceFile = "vocab.txt";

    /// <summary>Loads a folder's tokenizer.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileNotFoundException">It has no tokenizer; the message tells what was looked for.</exception>
    /// <exception cref="TokenizerException">A file is damaged, or of a kind that is not supported; the message names it.</exception>
    /// <exception cref="InvalidDataException">A configuration of the tokenizer is damaged.</exception>
    public static ITokenizer Load(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var settings = TokenizerSettings.Read(folder);
        if (folder.TokenizerFiles.Contains(UnigramFile))
            return settings.Complete(UnigramFile, T5Tokenizer.Load(folder.File(UnigramFile), settings.ExtraIds));
        if (folder.TokenizerFiles.Contains(PairsFile))
            return settings.Complete(PairsFile, LlamaTokenizer.ReadSentencePiece(VocabularyFile.Open(folder.File(PairsFile))));
        if (folder.TokenizerFiles.Contains(JsonFile))
            return new TokenizerJson(folder.File(JsonFile), settings).Read();
        if (folder.TokenizerFiles.Contains(VocabularyJson) && folder.TokenizerFiles.Contains(MergesFile))
        {
            return Gpt2Tokenizer.Read(
                VocabularyFile.Open(folder.File(VocabularyJson)), VocabularyFile.Open(folder.File(MergesFile)), settings.Roles);
        }

        if (folder.TokenizerFiles.Contains(WordPieceFile))
        {
            settings.RequireUncased();
            return settings.Complete(WordPieceFile, BertTokenizer.Load(folder.File(WordPieceFile)));
        }

        throw new FileNotFoundException(
            $"'{folder.Path}' has no tokenizer. Looked for {UnigramFile}, {PairsFile}, {JsonFile}, {VocabularyJson} with {MergesFile}, "
            + $"{WordPieceFile}; of a tokenizer's files there is {(folder.TokenizerFiles is [] ? "none" : string.Join(", ", folder.TokenizerFiles))}.");
    }
}
