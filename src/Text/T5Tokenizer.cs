using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>SentencePiece unigram model as T5 uses it: no beginning, the end id after every text, sentinel ids after the vocabulary.</summary>
/// <remarks>
/// <para>Normalisation and the most probable segmentation (Kudo 2018) are those of Microsoft.ML.Tokenizers. Three things are done here: that
/// library fails on a model without a beginning id, so one is named to it that it never uses; it keeps the control characters that nmt_nfkc
/// deletes, so they are taken out before; and a run of unknown characters becomes one unknown id, as in SentencePiece.</para>
/// <para>The k-th sentinel is <c>&lt;extra_id_k&gt;</c> with the id VocabularySize - 1 - k.</para>
/// </remarks>
public sealed class T5Tokenizer : ITokenizer
{
    private const char Space = '\u2581';

    private readonly SentencePieceTokenizer _segmentation;
    private readonly SentencePieceModel _model;
    private readonly SpecialTokens _special;

    private T5Tokenizer(DataFileContent file, int extraIds)
    {
        _model = SentencePieceModel.Read(file);
        VocabularySize = _model.Pieces.Count + extraIds;
        Special = new() { Padding = _model.Padding, End = _model.End, Unknown = _model.Unknown };

        Dictionary<string, int> special = new(StringComparer.Ordinal);
        foreach (var id in (int[])[_model.Padding, _model.End, _model.Unknown])
            special[_model.Pieces[id]] = id;
        for (var k = 0; k < extraIds; k++)
            special[string.Create(CultureInfo.InvariantCulture, $"<extra_id_{k}>")] = VocabularySize - 1 - k;
        _special = new(special);

        try
        {
            using var stream = new MemoryStream(_model.WithBeginning(file.Bytes));
            _segmentation = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The library has no error type of its own for a model it cannot use.
            throw new TokenizerException(file.File, $"the model cannot be used ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public SpecialIds Special { get; }

    /// <summary>Loads a model from a file; a name that ends in .gz is decompressed.</summary>
    /// <param name="path">spiece.model.</param>
    /// <param name="extraIds">Number of sentinels. <value>100 (T5).</value></param>
    /// <exception cref="TokenizerException">The file is missing, damaged or not a unigram model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static T5Tokenizer Load(string path, int extraIds = 100) => Read(VocabularyFile.Open(path), extraIds);

    /// <summary>Reads a model.</summary>
    /// <param name="file">Content of spiece.model.</param>
    /// <param name="extraIds">Number of sentinels. <value>100 (T5).</value></param>
    /// <exception cref="TokenizerException">The file is damaged or not a unigram model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static T5Tokenizer Read(DataFileContent file, int extraIds = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(extraIds);
        return new(file, extraIds);
    }

    /// <inheritdoc/>
    public int[] Encode(string text, int? maxLength = null)
    {
        var room = TokenLimits.Room(maxLength, specialIds: 1);
        return [.. _special.Encode(text, AddPieces).Take(room), _model.End];
    }

    /// <inheritdoc/>
    /// <remarks>The unknown id is written as U+2047 between spaces, as in SentencePiece, whether or not special ids are skipped.</remarks>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        var text = new StringBuilder();
        foreach (var id in TokenLimits.Written(ids, VocabularySize))
        {
            if (id == _model.Unknown)
            {
                text.Append(" \u2047 ");
            }
            else if (_special.TryGetToken(id, out var special))
            {
                text.Append(skipSpecial ? "" : special);
            }
            else
            {
                var piece = _model.Pieces[id];
                // The space before the first word was put there by the normalisation.
                text.Append(text.Length == 0 && piece[0] == Space ? piece[1..] : piece);
            }
        }

        return text.Replace(Space, ' ').ToString();
    }

    private static bool IsDeleted(char character) => character
        is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F';

    private void AddPieces(string part, List<int> ids)
    {
        if (_model.DeletesControls)
            part = string.Concat(part.Where(character => !IsDeleted(character)));
        var previous = -1;
        foreach (var id in _segmentation.EncodeToIds(part, addBeginningOfSentence: false, addEndOfSentence: false))
        {
            if (id != _model.Unknown || previous != id)
                ids.Add(id);
            previous = id;
        }
    }
}
