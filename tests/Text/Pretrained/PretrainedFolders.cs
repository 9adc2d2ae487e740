using System.Text.Json;
using VanishingGradients.Models;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Torch;

namespace VanishingGradients.Text.Pretrained;

/// <summary>Tiny Hugging Face folders with random weights.</summary>
internal static class PretrainedFolders
{
    internal static string Gpt2(TemporaryFolder folder, Gpt2Options? options = null)
    {
        var vocabulary = SmallVocabularies.Gpt2Vocabulary();
        using var stream = new RandomStreams(4).Open(RandomStreams.Initialisation);
        using var model = new Gpt2(
            options ?? new() { Layers = 1, Hidden = 8, Heads = 2, Positions = 24, Vocabulary = vocabulary.Count + 5, EndId = vocabulary.Count - 1 }, stream);
        model.Save(folder.Path);
        folder.Write("vocab.json", JsonSerializer.Serialize(vocabulary));
        folder.Write("merges.txt", SmallVocabularies.Gpt2Merges);
        return folder.Path;
    }

    internal static string Classifier(TemporaryFolder folder, bool distilled = true, int outputs = 2, int positions = 10)
    {
        using var stream = new RandomStreams(4).Open(RandomStreams.Initialisation);
        var vocabulary = SmallVocabularies.BertTokens.Split('\n').Length - 1;
        using BertClassifier model = distilled
            ? new DistilBert(
                new() { Layers = 2, Hidden = 8, Heads = 2, FeedForward = 12, Vocabulary = vocabulary, Positions = positions, Outputs = outputs, InitialisationStd = 0.8 },
                stream)
            : new Bert(
                new() { Layers = 2, Hidden = 8, Heads = 2, FeedForward = 12, Vocabulary = vocabulary, Positions = positions, Outputs = outputs, InitialisationStd = 0.8 },
                stream);
        model.Save(folder.Path);
        folder.Write("vocab.txt", SmallVocabularies.BertTokens);
        return folder.Path;
    }
}
