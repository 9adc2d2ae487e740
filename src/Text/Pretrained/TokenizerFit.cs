using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language;

namespace VanishingGradients.Text.Pretrained;

/// <summary>Refuses a tokenizer that is not its model's.</summary>
internal static class TokenizerFit
{
    /// <summary>Checks that a model reads every id of a tokenizer and ends texts with the same id.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal static void Require(ITokenizer tokenizer, LanguageModel model)
    {
        Require(tokenizer, model.GetName(), model.Vocabulary);
        if (tokenizer.Special.End is { } end && model.EndId is { } own && own != end)
        {
            throw new ArgumentException(
                $"The tokenizer ends texts with the id {end}, but '{model.GetName()}' with {own}: they are not of the same model. Take the tokenizer that the "
                + "model was trained with.");
        }
    }

    /// <summary>Checks that a model reads every id of a tokenizer. It may have logits for more: T5's have 32128 of 32100.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal static void Require(ITokenizer tokenizer, string model, int vocabulary)
    {
        if (tokenizer.VocabularySize > vocabulary)
        {
            throw new ArgumentException(
                $"The tokenizer has the ids 0..{tokenizer.VocabularySize - 1}, but '{model}' those of 0..{vocabulary - 1} only: they are not of the same "
                + "model. Take the tokenizer that the model was trained with.");
        }
    }

    /// <summary>Checks the tokenizer of a folder.</summary>
    /// <exception cref="InvalidDataException">It does not fit the folder's model; the message says in what.</exception>
    internal static void Require(ITokenizer tokenizer, ModelFolder folder, int vocabulary)
    {
        try
        {
            Require(tokenizer, folder.Path, vocabulary);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }

        var ends = folder.Config.Ints("eos_token_id");
        if (tokenizer.Special.End is { } end && ends.Count > 0 && !ends.Contains(end))
        {
            throw new InvalidDataException(
                $"'{folder.Path}': the tokenizer ends texts with id {end}, the model's eos_token_id is {string.Join(", ", ends)}. Correct the wrong one of "
                + $"{string.Join(", ", folder.TokenizerFiles)} and config.json, or fetch the folder again.");
        }
    }
}
